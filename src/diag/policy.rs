//! The user's policy: which codes are errors, warnings, or not told at all.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity};

/// What to make of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not told.
    Allow,
    /// Told, and no reason to fail.
    Warn,
    /// Told, and a reason to fail.
    Deny,
}

/// Levels by code; what is not named keeps its own severity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    levels: BTreeMap<Code, Level>,
    deny_warnings: bool,
}

/// A name that is no code, or an error that is to be allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Policy {
    /// Sets the level of a code, or of all warnings by the name `warnings`. What is set later wins.
    ///
    /// # Errors
    ///
    /// When there is no such code, or when it is an error, which cannot be made less: nothing sound could follow from it.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), PolicyError> {
        if name == "warnings" && level == Level::Deny {
            self.deny_warnings = true;
            return Ok(());
        }
        let wanted = name.to_uppercase();
        let Some(&code) = Code::ALL.iter().find(|code| code.id() == wanted) else {
            let near = super::nearest(&wanted, Code::ALL.iter().map(|code| code.id()));
            let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
            let message = format!("there is no diagnostic code `{name}`");
            return Err(PolicyError { message, help: format!("{near}`ccf explain` lists all codes") });
        };
        if code.severity() == Severity::Error && level != Level::Deny {
            let message = format!("`{}` is an error and stays one: {}", code.id(), code.title());
            return Err(PolicyError {
                message,
                help: "only warnings, whose codes begin with W, can be allowed".to_owned(),
            });
        }
        self.levels.insert(code, level);
        Ok(())
    }

    /// Takes over what another policy says; that wins.
    pub fn extend(&mut self, other: &Self) {
        self.levels.extend(other.levels.iter().map(|(code, level)| (*code, *level)));
        self.deny_warnings |= other.deny_warnings;
    }

    /// How a diagnostic counts; none when it is not told.
    #[must_use]
    pub fn severity(&self, diagnostic: &Diagnostic) -> Option<Severity> {
        match self.levels.get(&diagnostic.code) {
            Some(Level::Allow) => None,
            Some(Level::Deny) => Some(Severity::Error),
            Some(Level::Warn) => Some(Severity::Warning),
            None if self.deny_warnings => Some(Severity::Error),
            None => Some(diagnostic.severity()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_can_be_made_more_or_less_and_errors_cannot_be_made_less() {
        let mut policy = Policy::default();
        let severity = |policy: &Policy, code| policy.severity(&Diagnostic::without_place(code, ""));
        assert_eq!(severity(&policy, Code::NoHow), Some(Severity::Warning));
        assert!(policy.set("w0413", Level::Allow).is_ok());
        assert_eq!(severity(&policy, Code::NoHow), None);
        assert!(policy.set("warnings", Level::Deny).is_ok());
        assert_eq!(severity(&policy, Code::VaguePlan), Some(Severity::Error));
        assert_eq!(severity(&policy, Code::NoHow), None);
        assert!(policy.set("E0105", Level::Allow).is_err_and(|error| error.message.contains("stays one")));
        assert!(policy.set("W0499", Level::Deny).is_err_and(|error| error.message.contains("no diagnostic code")));
    }
}
