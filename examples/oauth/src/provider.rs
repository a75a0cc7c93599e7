//! The client of the provider: builds the redirect to it, and sends requests to it directly.

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

/// More than the answer of any provider.
const MOST_BYTES: usize = 64 * 1024;

/// The environment variables that describe a provider: all of them, or none.
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

/// The values to verify the callback. They are kept in the session, which is encrypted.
#[derive(Serialize, Deserialize)]
pub(crate) struct Begun {
    pub(crate) state: String,
    verifier: String,
    pub(crate) next: Option<String>,
}

/// The person, as the provider describes them.
#[derive(Clone, Deserialize)]
pub(crate) struct Profile {
    /// Never changes, unlike the name and the address.
    pub(crate) sub: String,
    pub(crate) name: String,
}

impl Provider {
    /// Returns the provider that the environment describes; `None` if it describes none.
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
            // The pretended provider, which accepts anybody, must not replace an incomplete configuration.
            _ => Err(format!("a provider needs all of {}", SETTINGS.join(", ")).into()),
        }
    }

    /// Returns the pretended provider, which runs in this process.
    pub(crate) fn pretended(here: &str) -> Result<Self, Box<dyn Error>> {
        let at = |page: &str| format!("{here}/provider/{page}");
        let secret = "only for the pretended one".to_owned();
        let urls = (at("authorize"), at("token"), at("user"));
        Self::new(
            here,
            ["login-example".to_owned(), secret, urls.0, urls.1, urls.2],
        )
    }

    /// Creates a provider from the values of [`SETTINGS`], in order.
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

    /// Returns where to redirect a visitor, and what to keep until the callback.
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

    /// Exchanges the code from the callback for the person's profile.
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
