// Generated from tests/codegen/house-1.toml; change that file instead.
#[doc = "House rules: one method per requirement."]
pub trait House {
    #[doc = "`1.1` Screens are locked"]
    fn r1_1(&self) -> ccf::standard::Answer;
    #[doc = "`1.2` Visitors are accompanied"]
    fn r1_2(&self) -> ccf::standard::Answer;
    #[doc = "`KEY-1` Keys are counted"]
    fn key_1(&self) -> ccf::standard::Answer;
}
/// The interface of [`House`], for [`ccf::standard::Implementation`].
#[derive(Debug, Clone, Copy)]
pub enum HouseInterface {}
impl<T: House> ccf::standard::Interface<T> for HouseInterface {
    const FRAMEWORK: &'static str = "house-1";
    #[allow(clippy::too_many_lines, reason = "a row a requirement")]
    fn methods<'a>() -> ccf::standard::Methods<'a, T> where T: 'a {
        &[
            ("1.1", T::r1_1),
            ("1.2", T::r1_2),
            ("KEY-1", T::key_1),
        ]
    }
}
