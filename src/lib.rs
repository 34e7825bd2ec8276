//! A compiler for compliance: a standard is an interface, each requirement a method, and the company the class that
//! implements them all through one set of common controls.
//!
//! ```no_run
//! use ccf::{engine::Posture, load, report::GapReport, standard::Standard};
//!
//! let workspace = load::load_company("tests/acme".as_ref());
//! if let Some(company) = &workspace.company {
//!     let posture = Posture::new(&workspace.library, company, None);
//!     let standards: Vec<&dyn Standard> = posture.frameworks().iter().map(|f| f as &dyn Standard).collect();
//!     println!("{}", GapReport::new(&company.name, None, &standards).to_json());
//! }
//! ```
//!
//! The modules, in the order data flows:
//!
//! * [`load`] reads TOML and collects every mistake as a [`diag::Diagnostic`];
//! * [`model`] is what was read: frameworks, mappings and a company, free of files;
//! * [`standard`] is the interface of a standard, with one generated trait per framework;
//! * [`engine`] infers what the company's facts imply, with a derivation for every conclusion;
//! * [`report`] turns answers into text.
//!
//! Beside that flow, [`lint`] finds what the formats allow and yet is probably a mistake, [`fmt`] gives each file one
//! right form, and [`edit`] changes a company's files and keeps all else in them.

pub mod diag;
pub mod edit;
pub mod engine;
pub mod fmt;
pub mod lint;
pub mod load;
pub mod model;
pub mod report;
pub mod standard;
