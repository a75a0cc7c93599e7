async fn secret(_: ::login::__private::FreshLoginAdmit<()>) -> &'static str {
    "x"
}
