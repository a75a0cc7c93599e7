use login::login_required;

#[login_required]
pub mod site {
    use std::cell::Cell;

    thread_local! {
        static ASKED: Cell<u32> = const { Cell::new(0) };
    }

    macro_rules! text {
        () => {
            String::new()
        };
    }

    pub async fn index() -> String {
        ASKED.set(ASKED.get() + 1);
        text!()
    }

    #[actix_web::test]
    async fn it_works() {}

    #[cfg(test)]
    mod tests {
        async fn helper(of: &str) -> usize {
            of.len()
        }

        #[actix_web::test]
        async fn it_works_too() {
            assert_eq!(helper("x").await, 1);
        }
    }
}

fn main() {
    let _ = site::index;
}
