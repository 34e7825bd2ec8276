//! The order of ids: runs of digits by their number, everything else by character.

use std::cmp::Ordering;

/// Compares two ids in natural order: `CC6.2` before `CC6.10`, `5.1` before `5.10`. Ids that differ only in leading
/// zeros are ordered by their text, so the order is total.
#[must_use]
pub fn natural_cmp(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left.as_bytes(), right.as_bytes());
    while let (Some(&x), Some(&y)) = (a.first(), b.first()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (number_a, rest_a) = split_number(a);
            let (number_b, rest_b) = split_number(b);
            // Without leading zeros the longer run is the greater number.
            let order = number_a.len().cmp(&number_b.len()).then_with(|| number_a.cmp(number_b));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (rest_a, rest_b);
        } else if x == y {
            (a, b) = (&a[1..], &b[1..]);
        } else {
            return x.cmp(&y);
        }
    }
    a.len().cmp(&b.len()).then_with(|| left.cmp(right))
}

/// The leading digits without leading zeros, and what follows them.
fn split_number(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let first = digits.iter().position(|&b| b != b'0').unwrap_or(digits.len());
    (&digits[first..], rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_as_people_count() {
        let mut ids =
            ["CC10.1", "CC6.10", "A1.1", "CC6.2", "5.10", "5.1", "5.9", "PR.AA-01", "164.308(a)(10)", "164.308(a)(2)"];
        ids.sort_by(|a, b| natural_cmp(a, b));
        let expected =
            ["5.1", "5.9", "5.10", "164.308(a)(2)", "164.308(a)(10)", "A1.1", "CC6.2", "CC6.10", "CC10.1", "PR.AA-01"];
        assert_eq!(ids, expected);
    }

    #[test]
    fn leading_zeros_never_make_two_ids_equal() {
        assert_eq!(natural_cmp("PR-1", "PR-01"), "PR-1".cmp("PR-01"));
        assert_eq!(natural_cmp("0", "00").reverse(), natural_cmp("00", "0"));
    }
}
