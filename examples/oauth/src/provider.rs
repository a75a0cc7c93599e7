//! The provider, as seen from here: where people are sent, and what is asked behind their back.

use std::{env, error::Error, io};

use actix_web::http::Method;
use awc::Client;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse, TokenUrl, basic::BasicClient,
};
use serde::{Deserialize, Serialize};

type OauthClient =
    BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// More than any provider answers.
const MOST_BYTES: usize = 64 * 1024;

/// What the environment says of a provider: all of it, or nothing.
const SETTINGS: [&str; 5] = [
    "OAUTH_CLIENT_ID",
    "OAUTH_CLIENT_SECRET",
    "OAUTH_AUTHORIZE_URL",
    "OAUTH_TOKEN_URL",
    "OAUTH_USER_URL",
];

#[derive(Clone)]
pub(crate) struct Provider {
    client: OauthClient,
    user_url: String,
}

/// What must come back with the visitor, or be at hand then. Kept in the session, which is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Begun {
    pub(crate) state: String,
    verifier: String,
    pub(crate) next: Option<String>,
}

/// Who the provider says it is.
#[derive(Clone, Deserialize)]
pub(crate) struct Profile {
    /// Stays the same for ever, other than the name and the address.
    pub(crate) sub: String,
    pub(crate) name: String,
}

impl Provider {
    /// The one that the environment names; nothing if it names none.
    pub(crate) fn of_environment(here: &str) -> Result<Option<Self>, Box<dyn Error>> {
        let given = SETTINGS.map(|name| env::var(name).ok());
        match given {
            [
                Some(id),
                Some(secret),
                Some(authorize),
                Some(token),
                Some(user),
            ] => Self::new(here, [id, secret, authorize, token, user]).map(Some),
            [None, None, None, None, None] => Ok(None),
            // The pretended one, which lets anybody in, does not stand in for what is missing.
            _ => Err(format!("a provider needs all of {}", SETTINGS.join(", ")).into()),
        }
    }

    /// The one of this example, in this process.
    pub(crate) fn pretended(here: &str) -> Result<Self, Box<dyn Error>> {
        let at = |page: &str| format!("{here}/provider/{page}");
        let secret = "only for the pretended one".to_owned();
        let urls = (at("authorize"), at("token"), at("user"));
        Self::new(
            here,
            ["login-example".to_owned(), secret, urls.0, urls.1, urls.2],
        )
    }

    /// In the order of [`SETTINGS`].
    fn new(
        here: &str,
        [id, secret, authorize, token, user_url]: [String; 5],
    ) -> Result<Self, Box<dyn Error>> {
        let client = BasicClient::new(ClientId::new(id))
            .set_client_secret(ClientSecret::new(secret))
            .set_auth_uri(AuthUrl::new(authorize)?)
            .set_token_uri(TokenUrl::new(token)?)
            .set_redirect_uri(RedirectUrl::new(format!("{here}/callback"))?);
        Ok(Self { client, user_url })
    }

    /// Where to send a visitor, and what to keep until then.
    pub(crate) fn begin(&self, next: Option<&str>) -> (String, Begun) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let request = self.client.authorize_url(CsrfToken::new_random);
        let scope = Scope::new("profile".to_owned());
        let (url, state) = request.add_scope(scope).set_pkce_challenge(challenge).url();
        let begun = Begun {
            state: state.into_secret(),
            verifier: verifier.into_secret(),
            next: next.map(str::to_owned),
        };
        (url.to_string(), begun)
    }

    /// Exchanges what the visitor brought for who that is.
    pub(crate) async fn profile(
        &self,
        http: &Client,
        code: String,
        begun: Begun,
    ) -> Result<Profile, Box<dyn Error>> {
        let exchange = self.client.exchange_code(AuthorizationCode::new(code));
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(begun.verifier));
        let token = exchange
            .request_async(&|request| send(http, request))
            .await?;
        let request = http.get(&self.user_url);
        let request = request.bearer_auth(token.access_token().secret());
        let mut answer = request.send().await.map_err(|error| error.to_string())?;
        if !answer.status().is_success() {
            return Err(format!("the provider answered {}", answer.status()).into());
        }
        Ok(answer.json().limit(MOST_BYTES).await?)
    }
}

async fn send(http: &Client, request: HttpRequest) -> Result<HttpResponse, io::Error> {
    let (head, body) = request.into_parts();
    let method = Method::from_bytes(head.method.as_str().as_bytes()).map_err(io::Error::other)?;
    let mut sending = http.request(method, head.uri.to_string());
    for (name, value) in &head.headers {
        sending = sending.insert_header((name.as_str(), value.as_bytes()));
    }
    let failed = |error: &dyn Error| io::Error::other(error.to_string());
    let mut answer = sending
        .send_body(body)
        .await
        .map_err(|error| failed(&error))?;
    let body = answer.body().limit(MOST_BYTES).await;
    let mut response = HttpResponse::new(body.map_err(|error| failed(&error))?.to_vec());
    *response.status_mut() = answer
        .status()
        .as_u16()
        .try_into()
        .map_err(io::Error::other)?;
    Ok(response)
}
