//! Any implementor of a generated trait as a [`Standard`].

use std::marker::PhantomData;

use super::{Answer, Standard};
use crate::model::Framework;

/// The methods of a trait by requirement id.
pub type Methods<'a, T> = &'a [(&'static str, fn(&T) -> Answer)];

/// Ties a generated trait to its framework. Each generated trait comes with an empty type `…Interface` that implements
/// this for every implementor of the trait; a blanket `impl<T: Soc2> Standard for T` for each standard would conflict.
pub trait Interface<T: ?Sized> {
    /// The framework's id.
    const FRAMEWORK: &'static str;
    /// Every requirement id with its method, in natural order. A table, because one match of a thousand arms takes the
    /// compiler seconds.
    fn methods<'a>() -> Methods<'a, T>
    where
        T: 'a;
}

/// A company written in Rust, as a [`Standard`].
pub struct Implementation<'a, I, T> {
    framework: &'a Framework,
    profiles: Vec<String>,
    company: &'a T,
    interface: PhantomData<I>,
}

/// A framework whose requirement ids are not those the trait was generated from.
#[derive(Debug, PartialEq, Eq)]
pub struct IdsDiffer {
    /// The framework the trait was generated from.
    pub expected: &'static str,
    /// The framework given.
    pub found: String,
}

impl std::fmt::Display for IdsDiffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the trait of `{}` does not fit the requirements of `{}`", self.expected, self.found)
    }
}

impl std::error::Error for IdsDiffer {}

impl<'a, I: Interface<T>, T> Implementation<'a, I, T> {
    /// A company that implements the trait of a framework. `profiles` selects requirements; empty: all of them.
    ///
    /// # Errors
    ///
    /// When the framework given is not the one of the trait.
    pub fn new(framework: &'a Framework, profiles: &[&str], company: &'a T) -> Result<Self, IdsDiffer> {
        let same = framework.id == I::FRAMEWORK
            && framework.requirements.keys().map(String::as_str).eq(I::methods().iter().map(|(id, _)| *id));
        if !same {
            return Err(IdsDiffer { expected: I::FRAMEWORK, found: framework.id.clone() });
        }
        let profiles = profiles.iter().map(|&profile| profile.to_owned()).collect();
        Ok(Self { framework, profiles, company, interface: PhantomData })
    }
}

impl<I: Interface<T>, T> Standard for Implementation<'_, I, T> {
    fn framework(&self) -> &Framework {
        self.framework
    }

    fn answer(&self, id: &str) -> Option<Answer> {
        let (_, method) = I::methods().iter().find(|(known, _)| *known == id)?;
        self.framework.selects(&self.profiles, id).then(|| method(self.company))
    }

    fn answers(&self) -> Vec<(String, Answer)> {
        I::methods()
            .iter()
            .filter(|(id, _)| self.framework.selects(&self.profiles, id))
            .map(|(id, method)| ((*id).to_owned(), method(self.company)))
            .collect()
    }
}
