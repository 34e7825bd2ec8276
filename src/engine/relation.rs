//! What a relation between two requirements lets one conclude, and the algebra of relations.
//!
//! Requirements are read as sets of duties: `a superset-of b` says that every duty of `b` is one of `a`. The five base
//! relations between non-empty sets are RCC5 (Randell, Cui and Cohn 1992; composition table after Bennett 1994).

use crate::model::vocabulary::Relation;

/// What follows for a requirement, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Value {
    /// Nothing is known to hold.
    #[default]
    Nothing,
    /// Some of it could hold; shown, never counted.
    Possible,
    /// Some of it holds.
    Partial,
    /// All of it holds.
    Met,
}

impl Value {
    /// The values that say something, greatest first.
    pub const SAYING: [Self; 3] = [Self::Met, Self::Partial, Self::Possible];
}

/// The relation read from the other side: `a R b` is `b converse(R) a`.
#[must_use]
pub const fn converse(relation: Relation) -> Relation {
    match relation {
        Relation::SubsetOf => Relation::SupersetOf,
        Relation::SupersetOf => Relation::SubsetOf,
        symmetric => symmetric,
    }
}

/// What `value` of `x` gives `y` when `x RELATION y`.
#[must_use]
pub const fn transfer(relation: Relation, value: Value) -> Value {
    use Value::{Met, Nothing, Partial, Possible};
    match (relation, value) {
        (Relation::EqualTo | Relation::EquivalentTo, value) => value,
        (Relation::SupersetOf, Met) => Met,
        (Relation::SubsetOf, Met | Partial) | (Relation::IntersectsWith, Met) => Partial,
        (Relation::SupersetOf | Relation::IntersectsWith, Partial) | (Relation::SubsetOf, Possible) => Possible,
        (Relation::SupersetOf | Relation::IntersectsWith, Nothing | Possible)
        | (Relation::SubsetOf, Nothing)
        | (Relation::NoRelationship, _) => Nothing,
    }
}

/// A set of base relations that are still possible between two requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Possibilities(u8);

impl Possibilities {
    /// Nothing is possible: a contradiction.
    pub const NONE: Self = Self(0);
    /// Everything is possible: nothing is known.
    pub const ALL: Self = Self(0b1_1111);
    /// Something is in common.
    pub const OVERLAPPING: Self = Self(0b0_1111);

    const EQUAL: Self = Self(1);
    const INSIDE: Self = Self(1 << 1);
    const AROUND: Self = Self(1 << 2);
    const OVERLAP: Self = Self(1 << 3);
    const APART: Self = Self(1 << 4);
    const RELATIONS: [Relation; 5] = [
        Relation::EqualTo,
        Relation::SubsetOf,
        Relation::SupersetOf,
        Relation::IntersectsWith,
        Relation::NoRelationship,
    ];

    /// The one possibility that a row states.
    #[must_use]
    pub const fn of(relation: Relation) -> Self {
        match relation {
            Relation::EqualTo | Relation::EquivalentTo => Self::EQUAL,
            Relation::SubsetOf => Self::INSIDE,
            Relation::SupersetOf => Self::AROUND,
            Relation::IntersectsWith => Self::OVERLAP,
            Relation::NoRelationship => Self::APART,
        }
    }

    /// The relation, when only one is possible.
    #[must_use]
    pub fn certain(self) -> Option<Relation> {
        Self::RELATIONS.into_iter().find(|&relation| Self::of(relation) == self)
    }

    /// Every relation that is possible, nearest first.
    pub fn relations(self) -> impl Iterator<Item = Relation> {
        Self::RELATIONS.into_iter().filter(move |&relation| self.holds(Self::of(relation)))
    }

    /// The same read from the other side.
    #[must_use]
    pub const fn converse(self) -> Self {
        let same = self.0 & !(Self::INSIDE.0 | Self::AROUND.0);
        let inside = if self.holds(Self::AROUND) { Self::INSIDE.0 } else { 0 };
        let around = if self.holds(Self::INSIDE) { Self::AROUND.0 } else { 0 };
        Self(same | inside | around)
    }

    /// What two sources of knowledge leave possible together.
    #[must_use]
    pub const fn meet(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What either of two sources leaves possible.
    #[must_use]
    pub const fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether everything in `other` is possible here.
    #[must_use]
    pub const fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is possible between `a` and `c` when this is possible between `a` and `b`, and `next` between `b` and `c`.
    #[must_use]
    pub fn compose(self, next: Self) -> Self {
        COMPOSED[self.0 as usize][next.0 as usize]
    }
}

/// Composition of sets of base relations, by their bits.
static COMPOSED: [[Possibilities; 32]; 32] = {
    let mut composed = [[Possibilities::NONE; 32]; 32];
    let mut at = 0;
    while at < 32 * 32 * 25 {
        let (left, right, row, column) = (at / 25 / 32, at / 25 % 32, at % 25 / 5, at % 5);
        if left >> row & 1 == 1 && right >> column & 1 == 1 {
            composed[left][right] = composed[left][right].join(COMPOSITION[row][column]);
        }
        at += 1;
    }
    composed
};

/// Composition of base relations: row `a R b`, column `b S c`, in the order of their bits.
const COMPOSITION: [[Possibilities; 5]; 5] = {
    const EQ: u8 = Possibilities::EQUAL.0;
    const IN: u8 = Possibilities::INSIDE.0;
    const AR: u8 = Possibilities::AROUND.0;
    const OV: u8 = Possibilities::OVERLAP.0;
    const AP: u8 = Possibilities::APART.0;
    const ALL: u8 = Possibilities::ALL.0;
    const fn set(bits: u8) -> Possibilities {
        Possibilities(bits)
    }
    [
        [set(EQ), set(IN), set(AR), set(OV), set(AP)],
        [set(IN), set(IN), set(ALL), set(IN | OV | AP), set(AP)],
        [set(AR), set(EQ | IN | AR | OV), set(AR), set(AR | OV), set(AR | OV | AP)],
        [set(OV), set(IN | OV), set(AR | OV | AP), set(ALL), set(AR | OV | AP)],
        [set(AP), set(IN | OV | AP), set(AP), set(IN | OV | AP), set(ALL)],
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The relation between two non-empty sets of duties, each duty a bit.
    fn between(a: u8, b: u8) -> Relation {
        match (a & b, a == b) {
            (_, true) => Relation::EqualTo,
            (0, _) => Relation::NoRelationship,
            (common, _) if common == a => Relation::SubsetOf,
            (common, _) if common == b => Relation::SupersetOf,
            _ => Relation::IntersectsWith,
        }
    }

    /// Three sets divide a universe into seven parts, so seven duties show every way they can lie.
    #[test]
    fn composition_is_what_sets_of_duties_do() {
        let mut seen = [[Possibilities::NONE; 5]; 5];
        let position = |r: Relation| Possibilities::of(r).0.trailing_zeros() as usize;
        for a in 1..128u8 {
            for b in 1..128u8 {
                let row = position(between(a, b));
                for c in 1..128u8 {
                    let column = position(between(b, c));
                    seen[row][column] = seen[row][column].join(Possibilities::of(between(a, c)));
                }
            }
        }
        assert_eq!(seen, COMPOSITION);
    }

    #[test]
    fn the_converse_is_the_relation_of_exchanged_sets() {
        for a in 1..16u8 {
            for b in 1..16u8 {
                assert_eq!(converse(between(a, b)), between(b, a));
            }
        }
    }

    /// Brute force: over all sets of duties that a company may carry out, what is certain of `b` from what holds of `a`?
    #[test]
    fn transfer_claims_exactly_what_is_certain() {
        let value_of = |done: u8, duties: u8| match done & duties {
            0 => Value::Nothing,
            common if common == duties => Value::Met,
            _ => Value::Partial,
        };
        for relation in [
            Relation::EqualTo,
            Relation::SubsetOf,
            Relation::SupersetOf,
            Relation::IntersectsWith,
            Relation::NoRelationship,
        ] {
            for held in [Value::Met, Value::Partial] {
                // The least and the greatest that ever holds of the other side.
                let mut least = Value::Met;
                let mut greatest = Value::Nothing;
                for (a, b) in (1..64u8).flat_map(|a| (1..64u8).map(move |b| (a, b))) {
                    if between(a, b) != relation {
                        continue;
                    }
                    for done in (0..64u8).filter(|&done| value_of(done, a) == held) {
                        least = least.min(value_of(done, b));
                        greatest = greatest.max(value_of(done, b));
                    }
                }
                let claimed = transfer(relation, held);
                match claimed {
                    Value::Met | Value::Partial => {
                        assert!(least >= claimed, "{relation} from {held:?} claims {claimed:?}, sure is {least:?}");
                    }
                    Value::Possible => {
                        assert!(least == Value::Nothing && greatest > Value::Nothing, "{relation} from {held:?}");
                    }
                    Value::Nothing => {
                        assert!(least == Value::Nothing, "{relation} from {held:?} claims nothing of what is sure");
                    }
                }
            }
        }
    }

    #[test]
    fn a_path_never_leaves_what_a_relation_makes_possible() {
        for relation in Relation::ALL {
            let set = Possibilities::of(*relation);
            assert_eq!(set.compose(Possibilities::of(Relation::EqualTo)), set);
            assert_eq!(Possibilities::of(Relation::EqualTo).compose(set), set);
            assert!(set.certain().is_some());
        }
        assert_eq!(Possibilities::ALL.certain(), None);
        assert_eq!(Possibilities::ALL.meet(Possibilities::NONE), Possibilities::NONE);
    }
}
