//! All frameworks and mappings of a run, with every requirement numbered.

use std::collections::HashMap;

use super::{Framework, HUB, Mapping, Requirement};

/// Position of a framework in its [`Library`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameworkId(pub u32);

/// One requirement of one framework. Numbers follow the natural order of (framework id, requirement id), so comparing
/// nodes compares ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub u32);

impl Node {
    /// The number as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Frameworks in natural order of id, mappings in natural order of their ends.
#[derive(Debug, Default)]
pub struct Library {
    frameworks: Vec<Framework>,
    /// All mapping files.
    pub mappings: Vec<Mapping>,
    first: Vec<u32>,
    names: HashMap<String, FrameworkId>,
    hub: Option<FrameworkId>,
}

impl Library {
    /// Numbers the requirements of frameworks, which must be in natural order of id.
    #[must_use]
    pub fn new(frameworks: Vec<Framework>) -> Self {
        let mut library = Self::default();
        let mut next = 0;
        for (at, framework) in frameworks.iter().enumerate() {
            let id = FrameworkId(u32::try_from(at).unwrap_or(u32::MAX));
            library.first.push(next);
            next += u32::try_from(framework.requirements.len()).unwrap_or(u32::MAX);
            for alias in &framework.aliases {
                library.names.entry(alias.clone()).or_insert(id);
            }
            if framework.id == HUB {
                library.hub = Some(id);
            }
        }
        library.first.push(next);
        // An id always wins over an alias of the same spelling.
        for (at, framework) in frameworks.iter().enumerate() {
            library.names.insert(framework.id.clone(), FrameworkId(u32::try_from(at).unwrap_or(u32::MAX)));
        }
        library.frameworks = frameworks;
        library
    }

    /// Every framework.
    #[must_use]
    pub fn frameworks(&self) -> &[Framework] {
        &self.frameworks
    }

    /// Every framework with its position.
    pub fn numbered(&self) -> impl Iterator<Item = (FrameworkId, &Framework)> {
        (0..).map(FrameworkId).zip(&self.frameworks)
    }

    /// How many requirements all frameworks have together.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.first.last().map_or(0, |&count| count as usize)
    }

    /// The framework of an id or alias.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<FrameworkId> {
        self.names.get(name).copied()
    }

    /// Every id and alias.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// A framework by position.
    #[must_use]
    pub fn framework(&self, id: FrameworkId) -> &Framework {
        &self.frameworks[id.0 as usize]
    }

    /// The requirement `id` of a framework.
    #[must_use]
    pub fn node(&self, framework: FrameworkId, id: &str) -> Option<Node> {
        let position = self.framework(framework).requirements.get_index_of(id)?;
        Some(self.node_at(framework, position))
    }

    /// The requirement at a position of a framework.
    #[must_use]
    pub fn node_at(&self, framework: FrameworkId, position: usize) -> Node {
        Node(self.first[framework.0 as usize] + u32::try_from(position).unwrap_or(u32::MAX))
    }

    /// Gives a requirement another text.
    pub fn reword(&mut self, node: Node, text: String) {
        let framework = self.framework_of(node);
        let first = self.first[framework.0 as usize];
        let position = node.0.saturating_sub(first) as usize;
        if let Some((_, requirement)) = self.frameworks[framework.0 as usize].requirements.get_index_mut(position) {
            requirement.text = text;
        }
    }

    /// All requirements of a framework, in natural order.
    pub fn nodes(&self, framework: FrameworkId) -> impl Iterator<Item = Node> + use<> {
        let at = framework.0 as usize;
        (self.first[at]..self.first[at + 1]).map(Node)
    }

    /// The framework a requirement belongs to.
    #[must_use]
    pub fn framework_of(&self, node: Node) -> FrameworkId {
        let after = self.first.partition_point(|&first| first <= node.0);
        FrameworkId(u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX))
    }

    /// The requirement itself.
    #[must_use]
    pub fn requirement(&self, node: Node) -> &Requirement {
        let framework = self.framework_of(node);
        &self.framework(framework).requirements[node.index() - self.first[framework.0 as usize] as usize]
    }

    /// `framework:id`, the name a requirement has everywhere.
    #[must_use]
    pub fn name(&self, node: Node) -> String {
        format!("{}:{}", self.framework(self.framework_of(node)).id, self.requirement(node).id)
    }

    /// Whether a requirement is a common control.
    #[must_use]
    pub fn is_common(&self, node: Node) -> bool {
        self.hub == Some(self.framework_of(node))
    }

    /// The hub of common controls, when it is loaded.
    #[must_use]
    pub const fn hub(&self) -> Option<FrameworkId> {
        self.hub
    }
}
