//! The table of diagnostic codes. A code never changes its meaning and is never used again for another.

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input cannot be trusted: no report is made from it.
    Error,
    /// Probably a mistake; a report can be made.
    Warning,
}

macro_rules! codes {
    ($($variant:ident = $id:literal $severity:ident $title:literal,)+) => {
        /// What kind of mistake a diagnostic is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $variant,)+ }

        impl Code {
            /// Every code, in the order of their ids.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable id, such as `E0105`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// Error or warning.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// What the code means, why it matters, and a wrong and a right example.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                let text = include_str!("explanations.md");
                let section = text.split("\n# ").find(|section| section.trim_start_matches("# ").starts_with(self.id()));
                section.and_then(|section| section.split_once('\n')).map_or("", |(_, text)| text.trim())
            }

            /// The kind of mistake in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }
        }
    };
}

codes! {
    // Files and syntax
    Unreadable = "E0101" Error "a file cannot be read",
    NotUtf8 = "E0102" Error "a file is not UTF-8",
    TooLarge = "E0103" Error "a file is too large",
    Syntax = "E0104" Error "a file is not TOML",
    UnknownKey = "E0105" Error "a key is not known",
    WrongValue = "E0106" Error "a value has the wrong type or is not one of the words allowed",
    MissingKey = "E0107" Error "a key is missing",
    UnquotedId = "E0108" Error "an id with a dot is not quoted",
    BadId = "E0109" Error "an id is not well-formed",
    DuplicateId = "E0110" Error "an id is given twice",
    FileName = "E0111" Error "a file name does not say what the file is",
    NothingToRead = "E0112" Error "a folder holds nothing to read",
    BadDate = "E0113" Error "a date is not a calendar day, or two dates are the wrong way round",
    UnreadFile = "W0114" Warning "a file is not read",
    EmptyText = "E0115" Error "a text is empty",
    NotFormatted = "W0116" Warning "a file does not have the form of `ccf fmt`",
    // References within and between frameworks
    UnknownFramework = "E0201" Error "a framework is not known",
    UnknownRequirement = "E0202" Error "a requirement is not known",
    UnknownGroup = "E0203" Error "a group is not known",
    UnknownProfile = "E0204" Error "a profile is not known",
    UnknownPolicy = "E0205" Error "a policy or an evidence item is not in the catalogue",
    UnknownTag = "E0206" Error "a tag is not declared",
    PartOfCycle = "E0207" Error "a requirement is a part of itself",
    EmptyFramework = "E0208" Error "a framework has no requirements",
    NameTaken = "E0209" Error "two frameworks share an alias or an interface",
    MethodCollision = "E0210" Error "two ids make one method name",
    ChangedBuiltin = "E0211" Error "a built-in framework was given other requirement ids",
    UnusedPattern = "W0212" Warning "a profile pattern selects nothing",
    NoGroup = "E0213" Error "a requirement belongs to no group",
    NoText = "W0214" Warning "a requirement has no text",
    CopiedText = "W0215" Warning "a requirement's text repeats its title or another text",
    Unused = "W0216" Warning "a policy or an evidence item is named by nothing",
    // Mappings
    MapOntoGroup = "E0301" Error "a mapping points at a group",
    DuplicateRow = "E0302" Error "a row is given twice",
    BothDirections = "E0303" Error "two frameworks are mapped in both directions",
    BadStrength = "E0304" Error "a strength is out of range",
    BadBound = "E0305" Error "a parameter bound does not fit the parameter",
    NoTargets = "E0306" Error "an entry without targets cannot be sufficient",
    MappedAndUnmapped = "E0307" Error "a requirement is both mapped and left out",
    NotMapped = "W0308" Warning "a requirement is neither mapped nor left out with a reason",
    EqualityMerges = "W0309" Warning "an equality chain makes two requirements of one framework the same",
    EmptyReason = "E0310" Error "a reason is empty",
    Contradiction = "E0311" Error "mapping rows exclude each other",
    EatenZero = "W0312" Warning "an id may have lost its trailing zero",
    WeakSufficient = "W0313" Warning "an entry is sufficient by targets that only intersect with it",
    WeakEqual = "W0314" Warning "an equal relation has a strength under 10",
    // Companies
    UnknownSystem = "E0401" Error "a system is not known",
    UnknownControl = "E0402" Error "a control is not known",
    MissingReason = "E0403" Error "a status or an exclusion needs a reason",
    NotExcludable = "E0404" Error "a requirement cannot be excluded",
    NotInScope = "W0405" Warning "something is about a framework that is not in scope",
    BadPeriod = "E0406" Error "a period has the wrong dates for its type",
    UnknownParam = "W0407" Warning "no common control has this parameter",
    UnusedAlternative = "E0408" Error "an alternative is named and no status says so",
    BadCount = "E0409" Error "a number is out of range",
    BadVerdict = "E0410" Error "an assessor cannot find a requirement unknown",
    UnknownRole = "W0411" Warning "no requirement applies to this role",
    UnusedControl = "W0412" Warning "a control is linked to nothing",
    NoHow = "W0413" Warning "a control is implemented and does not say how",
    VaguePlan = "W0414" Warning "a planned control has no owner or no date",
    UnusedExclusion = "W0415" Warning "an exclusion changes nothing",
    UnknownCode = "E0416" Error "a diagnostic code is not known, or is an error that is to be allowed",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_unique_and_say_their_severity() {
        for pair in Code::ALL.windows(2) {
            assert!(pair[0].id()[1..] < pair[1].id()[1..], "{} before {}", pair[0].id(), pair[1].id());
        }
        for code in Code::ALL {
            let letter = if code.severity() == Severity::Error { 'E' } else { 'W' };
            assert!(code.id().starts_with(letter) && code.id().len() == 5, "{}", code.id());
            assert!(!code.title().ends_with('.'), "{}", code.title());
        }
    }
}
