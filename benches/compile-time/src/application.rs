//! Generates the source of an application: handlers with common signatures and return types, in modules.

use std::fmt::Write;

use crate::guard::Guard;

const MODULES: u32 = 10;

/// The templates of the handlers. `@name`, `@path` and `@guard` are replaced.
const HANDLERS: [&str; 10] = [
    r#"
#[get("@path")]
@guardasync fn @name() -> impl Responder {
    "a page"
}
"#,
    r#"
#[get("@path/{id}")]
@guardasync fn @name(id: web::Path<u32>) -> impl Responder {
    format!("number {id}")
}
"#,
    r#"
#[get("@path")]
@guardasync fn @name(filter: web::Query<Filter>) -> HttpResponse {
    if filter.page == 0 {
        return HttpResponse::NotFound().finish();
    }
    HttpResponse::Ok().body(format!("page {} of {:?}", filter.page, filter.text))
}
"#,
    r#"
#[post("@path")]
@guardasync fn @name(edit: web::Json<Edit>) -> actix_web::Result<HttpResponse> {
    let edit = checked(edit.into_inner())?;
    Ok(HttpResponse::Created().json(edit))
}
"#,
    r#"
#[post("@path")]
@guardasync fn @name(form: web::Form<Edit>) -> String {
    let Edit { title, count } = form.into_inner();
    format!("{title}: {count}")
}
"#,
    r#"
#[post("@path/{id}")]
@guardasync fn @name(id: web::Path<u32>, edit: web::Json<Edit>) -> actix_web::Result<HttpResponse> {
    let edit = checked(edit.into_inner())?;
    Ok(HttpResponse::Ok().body(format!("{id} is {}", edit.title)))
}
"#,
    r#"
#[get("@path/{id}")]
@guardasync fn @name(id: web::Path<u32>, filter: web::Query<Filter>) -> impl Responder {
    let text = filter.text.clone().unwrap_or_default();
    format!("{text} of {id}, page {}", filter.page)
}
"#,
    r#"
#[get("@path")]
@guardasync fn @name() -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header(("Location", "/"))
        .finish()
}
"#,
    r#"
#[get("@path/{id}")]
@guardasync fn @name(id: web::Path<u32>) -> String {
    let double = id.into_inner().wrapping_mul(2);
    format!("twice is {double}")
}
"#,
    r#"
#[post("@path")]
@guardasync fn @name(form: web::Form<Edit>, filter: web::Query<Filter>) -> actix_web::Result<HttpResponse> {
    let edit = checked(form.into_inner())?;
    Ok(HttpResponse::Ok().body(format!("{} on {}", edit.title, filter.page)))
}
"#,
];

const BEFORE_HANDLERS: &str = "\
use actix_web::{HttpResponse, Responder, error::ErrorBadRequest, get, post, web};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Filter {
    text: Option<String>,
    page: u32,
}

#[derive(Deserialize, Serialize)]
struct Edit {
    title: String,
    count: u32,
}

fn checked(edit: Edit) -> actix_web::Result<Edit> {
    if edit.title.is_empty() {
        return Err(ErrorBadRequest(\"no title\"));
    }
    Ok(edit)
}
";

/// Returns the names and contents of the files in `src`.
pub(crate) fn files(guard: Guard, handlers: u32) -> Vec<(String, String)> {
    let mut files = vec![("main.rs".to_owned(), main())];
    for module in 0..MODULES {
        let source = module_source(guard, module, handlers);
        files.push((format!("pages_{module}.rs"), source));
    }
    files
}

fn main() -> String {
    let mut modules = String::new();
    let mut configuration = String::new();
    for module in 0..MODULES {
        // Writing to a `String` cannot fail.
        _ = writeln!(modules, "mod pages_{module};");
        _ = write!(configuration, ".configure(pages_{module}::pages)");
    }
    // With few handlers, some modules do not use all of their items.
    format!(
        "#![allow(unused)]

{modules}
#[actix_web::main]
async fn main() -> std::io::Result<()> {{
    actix_web::HttpServer::new(|| actix_web::App::new(){configuration})
        .bind((\"127.0.0.1\", 8080))?
        .run()
        .await
}}
"
    )
}

/// Generates a module with every tenth handler, beginning with number `module`, in alternating signatures.
fn module_source(guard: Guard, module: u32, handlers: u32) -> String {
    let mut source = format!("{}{BEFORE_HANDLERS}", guard.import());
    let mut services = String::new();
    let numbers = (module..handlers).step_by(MODULES as usize);
    for (number, template) in numbers.zip(HANDLERS.iter().cycle()) {
        let name = format!("page_{number}");
        let handler = template
            .replace("@name", &name)
            .replace("@path", &format!("/pages/{number}"))
            .replace("@guard", guard.attribute());
        source.push_str(&handler);
        _ = write!(services, "\n        .service({name})");
    }
    _ = write!(
        source,
        "\npub fn pages(app: &mut web::ServiceConfig) {{\n    app{services};\n}}\n"
    );
    source
}
