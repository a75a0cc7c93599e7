/// Shows the account.
#[get("/account/{id}")]
#[tracing::instrument(skip(form))]
pub async fn account(
    ::login::__private::Admit {
        arguments: (id, (), (web::Form(form), (), ())),
        ..
    }: ::login::__private::LoginAdmit<(web::Path<u64>, (), (web::Form<Edit>, (), ()))>,
) -> impl Responder {
    format!("{id}")
}
