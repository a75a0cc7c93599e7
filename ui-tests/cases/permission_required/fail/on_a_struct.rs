use login::permission_required;

#[permission_required("posts.edit")]
pub struct Post;

fn main() {}
