//! The whole map from some frameworks to another: related pairs, what follows, what remains, and where to start.

use super::assume::{Assumed, Assumption};
use super::coverage::{Bridge, HeatMap, Tally};
use super::crosswalk::{Pair, pairs};
use super::follow::{Consequence, Following, Work, consequences, work};
use super::graph::Graph;
use super::relation::Value;
use crate::model::{Library, Node};

/// What is asked: when all of `sources` is met, what of `target` follows?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The frameworks that are met, each in whole or in some profiles; all different from the target.
    pub sources: Vec<Assumption>,
    /// The framework that is asked about, in whole or in some profiles; its exceptions are not looked at.
    pub target: Assumption,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameworkMap {
    /// The related pairs, framework by framework of the sources; see [`pairs`].
    pub pairs: Vec<Pair>,
    /// What follows for each requirement asked about, in natural order.
    pub consequences: Vec<Consequence>,
    /// How many requirements have each value.
    pub tally: Tally,
    /// The controls that remain.
    pub work: Vec<Work>,
    /// What of each group follows from each group.
    pub heat: HeatMap,
    /// Where nothing is related and nothing follows: how near each source comes, in their order.
    pub bridges: Vec<Bridge>,
}

impl FrameworkMap {
    /// Answers the question.
    #[must_use]
    pub fn new(library: &Library, graph: &Graph, question: &Question) -> Self {
        let Question { sources, target } = question;
        let assumed = Assumed::new(library, graph, sources);
        // A part outside the chosen profiles is asked of nobody.
        let chosen = |node: Node| {
            let named = sources.iter().chain([target]);
            let mut about = named.filter(|named| named.framework == library.framework_of(node)).peekable();
            about.peek().is_none() || about.any(|named| named.selects(library, node))
        };
        let following = Following::new(library, graph, &assumed, |part| !chosen(part));
        let consequences = consequences(&following, target.framework, |node| target.selects(library, node));
        let mut related = Vec::new();
        for source in sources {
            let all = pairs(library, graph, source.framework, target.framework);
            related.extend(all.into_iter().filter(|pair| chosen(pair.source) && chosen(pair.target)));
        }
        let apart = related.is_empty() && consequences.iter().all(|found| found.value == Value::Nothing);
        let bridge = |source: &Assumption| Bridge::between(library, graph, source.framework, target.framework);
        Self {
            tally: Tally::of(consequences.iter().map(|found| found.value)),
            work: work(&consequences),
            heat: HeatMap::new(library, assumed.nodes(), &consequences),
            bridges: if apart { sources.iter().map(bridge).collect() } else { Vec::new() },
            pairs: related,
            consequences,
        }
    }
}
