/// Only for members.
pub mod members {
    #![allow(dead_code)]
    use super::*;
    const MOST: usize = { 3 };
    struct Wrapped(u8);
    #[get("/list")]
    pub async fn list(_: ::login::__private::LoginAdmit<()>) -> impl Responder {
        "list"
    }
    #[get("/open")]
    async fn open() -> impl Responder {
        "open"
    }
    fn helper() -> u8 {
        1
    }
    impl Display for Wrapped {
        fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
            Ok(())
        }
    }
    mod deeper {
        async fn hidden(_: ::login::__private::LoginAdmit<()>) -> impl Responder {
            "hidden"
        }
    }
}
