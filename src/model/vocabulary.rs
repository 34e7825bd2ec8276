//! The closed word lists of the file formats. Each word is written here once; schema, messages and reports read it.
//!
//! This file names nothing of the crate around it: the build script compiles it too.

use serde::{Deserialize, Serialize};

/// An enum whose variants are words of the file formats.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(json_schema, derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+ }

        #[allow(dead_code, reason = "the build script uses only some of these")]
        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it is written in files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// How a source requirement relates to a target, read "source RELATION target" (OSCAL; NIST IR 8477).
    Relation {
        /// The same duties, in the same words.
        EqualTo = "equal-to",
        /// The same duties, in other words; treated as `equal-to` everywhere.
        EquivalentTo = "equivalent-to",
        /// The source asks for less than the target.
        SubsetOf = "subset-of",
        /// The source asks for more than the target: nobody could sign the source without it.
        SupersetOf = "superset-of",
        /// They share duties and each has some of its own.
        IntersectsWith = "intersects-with",
        /// Looked at and found unrelated.
        NoRelationship = "no-relationship",
    }
}

vocabulary! {
    /// How far a company carries a control out (OSCAL implementation status; absent means not assessed).
    Status {
        /// Fully in operation.
        Implemented = "implemented",
        /// In operation, with parts missing.
        Partial = "partial",
        /// Decided, not yet in operation.
        Planned = "planned",
        /// Something else is done instead.
        Alternative = "alternative",
        /// Does not apply; needs a reason.
        NotApplicable = "not-applicable",
        /// Assessed, and there is nothing.
        None = "none",
    }
}

vocabulary! {
    /// What can be said of a requirement.
    Verdict {
        /// Everything asked for is there.
        Met = "met",
        /// Some of it is there.
        Partial = "partial",
        /// Assessed, and not met.
        Unmet = "unmet",
        /// Does not count, for a stated reason.
        Excluded = "excluded",
        /// Cannot be said from the facts given.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// What a met rests on, weakest first.
    Basis {
        /// It only follows from what was assumed.
        Inferred = "inferred",
        /// The company says so.
        Declared = "declared",
        /// Current evidence is attached.
        Evidenced = "evidenced",
        /// Tested without a deviation.
        Tested = "tested",
        /// An assessor's own verdict.
        Assessed = "assessed",
    }
}

vocabulary! {
    /// Why a requirement is not met.
    GapKind {
        /// Nothing is designed, or it is only planned.
        Design = "design",
        /// Designed, but not fully operating.
        Operation = "operation",
        /// Evidence is missing for a part of the period.
        Evidence = "evidence",
        /// A parameter is weaker than the requirement asks.
        Parameter = "parameter",
        /// An auditor's exception is open.
        Exception = "exception",
        /// Missing on one system while another has it.
        Scope = "scope",
        /// Nobody has assessed it yet.
        Unassessed = "unassessed",
        /// No control could satisfy it, as mapped.
        Unmapped = "unmapped",
    }
}

vocabulary! {
    /// What a note on an answer is about.
    NoteKind {
        /// The facts contradict each other.
        Contradiction = "contradiction",
        /// Something could hold but does not follow.
        Possible = "possible",
        /// Met through an alternative control.
        Alternative = "alternative",
        /// A decision is open.
        Decide = "decide",
        /// Why the requirement is excluded.
        Excluded = "excluded",
        /// An assessor's finding.
        Finding = "finding",
    }
}

vocabulary! {
    /// Whether an edition is in force.
    FrameworkStatus {
        /// In force.
        Current = "current",
        /// Replaced or ended.
        Withdrawn = "withdrawn",
    }
}

vocabulary! {
    /// Whose words the requirement texts are.
    Wording {
        /// This project's own.
        Ours = "ours",
        /// The publisher's.
        Official = "official",
        /// Only headings are given.
        Headings = "headings",
    }
}

vocabulary! {
    /// What kind of documented information a standard demands.
    DocumentKind {
        /// Says what is to be done; kept current.
        Document = "document",
        /// Shows what was done; kept as it is.
        Record = "record",
    }
}

vocabulary! {
    /// What a control does about its risk.
    ControlType {
        /// Keeps it from happening.
        Preventive = "preventive",
        /// Notices that it happened.
        Detective = "detective",
        /// Puts it right.
        Corrective = "corrective",
    }
}

vocabulary! {
    /// What a control is made of.
    Class {
        /// Systems enforce it.
        Technical = "technical",
        /// People and procedures carry it.
        Administrative = "administrative",
        /// Walls, locks and sensors.
        Physical = "physical",
        /// Contracts and law.
        Legal = "legal",
    }
}

vocabulary! {
    /// Who carries a control out.
    Nature {
        /// People alone.
        Manual = "manual",
        /// People, relying on what a system gives them.
        ItDependent = "it-dependent",
        /// A system alone.
        Automated = "automated",
    }
}

vocabulary! {
    /// What one instance of a control covers.
    Per {
        /// The whole company.
        Entity = "entity",
        /// One system.
        System = "system",
        /// One site.
        Site = "site",
        /// One vendor.
        Vendor = "vendor",
        /// One device.
        Device = "device",
        /// One change.
        Change = "change",
        /// One person.
        Person = "person",
        /// One project.
        Project = "project",
    }
}

vocabulary! {
    /// How often a control runs.
    Frequency {
        /// Always on.
        Continuous = "continuous",
        /// Whenever its event happens.
        PerEvent = "per-event",
        /// Every day.
        Daily = "daily",
        /// Every week.
        Weekly = "weekly",
        /// Every calendar month.
        Monthly = "monthly",
        /// Every three months.
        Quarterly = "quarterly",
        /// Every six months.
        Semiannual = "semiannual",
        /// Every year.
        Annual = "annual",
        /// Once a project.
        PerProject = "per-project",
        /// Whenever what it covers changes.
        OnChange = "on-change",
    }
}

vocabulary! {
    /// Which direction of a parameter is stricter.
    Strictest {
        /// Smaller is stricter.
        Min = "min",
        /// Greater is stricter.
        Max = "max",
    }
}

vocabulary! {
    /// What a parameter counts.
    Unit {
        /// Minutes.
        Minutes = "minutes",
        /// Hours.
        Hours = "hours",
        /// Days.
        Days = "days",
        /// Months.
        Months = "months",
        /// Years.
        Years = "years",
        /// Characters.
        Characters = "characters",
        /// Attempts.
        Attempts = "attempts",
        /// A plain number.
        Count = "count",
        /// Parts of a hundred.
        Percent = "percent",
    }
}

vocabulary! {
    /// Who made a mapping (OSCAL mapping provenance).
    Method {
        /// People.
        Human = "human",
        /// A program.
        Automation = "automation",
        /// A program, reviewed by people.
        Hybrid = "hybrid",
    }
}

vocabulary! {
    /// On what two requirements were compared (NIST IR 8477 §4.3).
    Rationale {
        /// Their wording.
        Syntactic = "syntactic",
        /// Their meaning.
        Semantic = "semantic",
        /// What carrying them out achieves.
        Functional = "functional",
    }
}

vocabulary! {
    /// How far a mapping is (OSCAL mapping status).
    MappingStatus {
        /// Every source was judged.
        Complete = "complete",
        /// Some sources were not judged yet.
        NotComplete = "not-complete",
        /// Judged, not yet reviewed.
        Draft = "draft",
        /// Replaced or out of date.
        Deprecated = "deprecated",
        /// Replaced by another mapping.
        Superseded = "superseded",
    }
}

vocabulary! {
    /// In which way an assessor found a requirement met (PCI DSS v4, section 8).
    Approach {
        /// A compensating control.
        Compensating = "compensating",
        /// The customised approach.
        Customized = "customized",
    }
}

vocabulary! {
    /// How bad a finding is.
    Rating {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

#[allow(dead_code, reason = "the build script needs only the words")]
impl Frequency {
    /// The length of one interval in (months, days); none where no interval is defined.
    #[must_use]
    pub const fn interval(self) -> Option<(i32, i32)> {
        match self {
            Self::Daily => Some((0, 1)),
            Self::Weekly => Some((0, 7)),
            Self::Monthly => Some((1, 0)),
            Self::Quarterly => Some((3, 0)),
            Self::Semiannual => Some((6, 0)),
            Self::Annual => Some((12, 0)),
            Self::Continuous | Self::PerEvent | Self::PerProject | Self::OnChange => None,
        }
    }
}
