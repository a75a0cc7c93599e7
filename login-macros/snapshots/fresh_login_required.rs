async fn secret(
    _: ::login::__private::Admit<::login::__private::FreshLoginRequired, ()>,
) -> &'static str {
    "x"
}
