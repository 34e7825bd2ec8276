//! A company that forgets CC6.2 and CC6.3.

use ccf::model::vocabulary::Basis;
use ccf::standard::{Answer, Soc2};

struct Forgetful;

fn in_operation() -> Answer {
    Answer::met(Basis::Declared)
}

impl Soc2 for Forgetful {
    fn cc1_1(&self) -> Answer {
        in_operation()
    }
    fn cc1_2(&self) -> Answer {
        in_operation()
    }
    fn cc1_3(&self) -> Answer {
        in_operation()
    }
    fn cc1_4(&self) -> Answer {
        in_operation()
    }
    fn cc1_5(&self) -> Answer {
        in_operation()
    }
    fn cc2_1(&self) -> Answer {
        in_operation()
    }
    fn cc2_2(&self) -> Answer {
        in_operation()
    }
    fn cc2_3(&self) -> Answer {
        in_operation()
    }
    fn cc3_1(&self) -> Answer {
        in_operation()
    }
    fn cc3_2(&self) -> Answer {
        in_operation()
    }
    fn cc3_3(&self) -> Answer {
        in_operation()
    }
    fn cc3_4(&self) -> Answer {
        in_operation()
    }
    fn cc4_1(&self) -> Answer {
        in_operation()
    }
    fn cc4_2(&self) -> Answer {
        in_operation()
    }
    fn cc5_1(&self) -> Answer {
        in_operation()
    }
    fn cc5_2(&self) -> Answer {
        in_operation()
    }
    fn cc5_3(&self) -> Answer {
        in_operation()
    }
    fn cc6_1(&self) -> Answer {
        in_operation()
    }
    fn cc6_4(&self) -> Answer {
        in_operation()
    }
    fn cc6_5(&self) -> Answer {
        in_operation()
    }
    fn cc6_6(&self) -> Answer {
        in_operation()
    }
    fn cc6_7(&self) -> Answer {
        in_operation()
    }
    fn cc6_8(&self) -> Answer {
        in_operation()
    }
    fn cc7_1(&self) -> Answer {
        in_operation()
    }
    fn cc7_2(&self) -> Answer {
        in_operation()
    }
    fn cc7_3(&self) -> Answer {
        in_operation()
    }
    fn cc7_4(&self) -> Answer {
        in_operation()
    }
    fn cc7_5(&self) -> Answer {
        in_operation()
    }
    fn cc8_1(&self) -> Answer {
        in_operation()
    }
    fn cc9_1(&self) -> Answer {
        in_operation()
    }
    fn cc9_2(&self) -> Answer {
        in_operation()
    }
    fn a1_1(&self) -> Answer {
        in_operation()
    }
    fn a1_2(&self) -> Answer {
        in_operation()
    }
    fn a1_3(&self) -> Answer {
        in_operation()
    }
    fn c1_1(&self) -> Answer {
        in_operation()
    }
    fn c1_2(&self) -> Answer {
        in_operation()
    }
    fn pi1_1(&self) -> Answer {
        in_operation()
    }
    fn pi1_2(&self) -> Answer {
        in_operation()
    }
    fn pi1_3(&self) -> Answer {
        in_operation()
    }
    fn pi1_4(&self) -> Answer {
        in_operation()
    }
    fn pi1_5(&self) -> Answer {
        in_operation()
    }
    fn p1_1(&self) -> Answer {
        in_operation()
    }
    fn p2_1(&self) -> Answer {
        in_operation()
    }
    fn p3_1(&self) -> Answer {
        in_operation()
    }
    fn p3_2(&self) -> Answer {
        in_operation()
    }
    fn p4_1(&self) -> Answer {
        in_operation()
    }
    fn p4_2(&self) -> Answer {
        in_operation()
    }
    fn p4_3(&self) -> Answer {
        in_operation()
    }
    fn p5_1(&self) -> Answer {
        in_operation()
    }
    fn p5_2(&self) -> Answer {
        in_operation()
    }
    fn p6_1(&self) -> Answer {
        in_operation()
    }
    fn p6_2(&self) -> Answer {
        in_operation()
    }
    fn p6_3(&self) -> Answer {
        in_operation()
    }
    fn p6_4(&self) -> Answer {
        in_operation()
    }
    fn p6_5(&self) -> Answer {
        in_operation()
    }
    fn p6_6(&self) -> Answer {
        in_operation()
    }
    fn p6_7(&self) -> Answer {
        in_operation()
    }
    fn p7_1(&self) -> Answer {
        in_operation()
    }
    fn p8_1(&self) -> Answer {
        in_operation()
    }
}

fn main() {}
