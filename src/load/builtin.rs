//! The built-in data, embedded by the build script.

// `FILES: &[(&str, &str)]`: path below the project and text of every framework and mapping file.
include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
