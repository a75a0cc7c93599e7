"""The pages of `examples/flask_contract`, on the real Flask and Flask-Login.

The conformance tests run against either application; what they expect of ours is so shown to
be what Flask-Login does. Start: PORT=5000 CONF='{"SECRET_KEY": "x"}' python flask_reference.py
"""

import json
import os
from datetime import timedelta

import flask
import flask_login
from flask import Flask, Response, request, session
from flask_login import current_user

DEFAULTS = dict(
    SECRET_KEY=None, SESSION_PROTECTION="basic", login_view=None, refresh_view=None,
    login_message=flask_login.LOGIN_MESSAGE, login_message_category="message",
    needs_refresh_message=flask_login.REFRESH_MESSAGE, needs_refresh_message_category="message",
    localize=False, USE_SESSION_FOR_NEXT=False, FORCE_HOST_FOR_REDIRECTS=None,
    REMEMBER_COOKIE_NAME="remember_token", REMEMBER_COOKIE_DURATION=31536000,
    REMEMBER_COOKIE_DOMAIN=None, REMEMBER_COOKIE_PATH="/", REMEMBER_COOKIE_SECURE=False,
    REMEMBER_COOKIE_HTTPONLY=True, REMEMBER_COOKIE_SAMESITE=None,
    REMEMBER_COOKIE_REFRESH_EACH_REQUEST=False, unauthorized_handler=False,
    needs_refresh_handler=False, user_loader="table", request_loader="off",
    blueprint_login_views={}, set_login_view=[], alternative_ids=False, anonymous_name=None,
)
given = json.loads(os.environ.get("CONF", "{}"))
unknown = set(given) - set(DEFAULTS)
if unknown:
    raise SystemExit(f"unknown keys: {unknown}")
conf = {**DEFAULTS, **given}

app = Flask(__name__, static_folder=None)
for key, value in conf.items():
    if key.isupper():
        app.config[key] = value
if isinstance(conf["REMEMBER_COOKIE_DURATION"], int):
    app.config["REMEMBER_COOKIE_DURATION"] = timedelta(seconds=conf["REMEMBER_COOKIE_DURATION"])
if conf["FORCE_HOST_FOR_REDIRECTS"] is None:
    del app.config["FORCE_HOST_FOR_REDIRECTS"]


class User(flask_login.UserMixin):
    def __init__(self, id, name, active=True, password=None):
        self.table_id, self.name, self.active = id, name, active
        self.password, self.generation = password, 0

    @property
    def is_active(self):
        return self.active

    @property
    def id(self):
        if conf["alternative_ids"]:
            return f"alt-{self.table_id}-{self.generation}"
        return self.table_id


class Anonymous(flask_login.AnonymousUserMixin):
    table_id = None
    name = conf["anonymous_name"]


users = {}
events = []


def reset_users():
    users.clear()
    for user in (
        User("1", "Notch"), User("2", "Steve"), User("3", "Creeper", active=False),
        User("佐藤", "Müller"), User("leafstorm", "leafstorm", password="secret"),
    ):
        users[user.table_id] = user


reset_users()
manager = flask_login.LoginManager(app)
manager.anonymous_user = Anonymous
manager.login_view, manager.refresh_view = conf["login_view"], conf["refresh_view"]
manager.login_message = conf["login_message"]
manager.login_message_category = conf["login_message_category"]
manager.needs_refresh_message = conf["needs_refresh_message"]
manager.needs_refresh_message_category = conf["needs_refresh_message_category"]
manager.blueprint_login_views = dict(conf["blueprint_login_views"])
if conf["localize"]:
    words = {"Log in!": "Einloggen", "Refresh": "Aktualisieren"}
    manager.localize_callback = lambda text: words.get(text, text)
if conf["unauthorized_handler"]:
    manager.unauthorized_handler(lambda: ("custom unauthorized", 403))
if conf["needs_refresh_handler"]:
    manager.needs_refresh_handler(lambda: "custom refresh")
if conf["user_loader"] == "table":
    manager.user_loader(lambda id: next((u for u in users.values() if u.get_id() == id), None))
elif conf["user_loader"] == "nobody":
    manager.user_loader(lambda id: None)


def from_request(req):
    how = conf["request_loader"]
    if how == "query":
        return users.get(req.args.get("user_id"))
    if how == "query-or-session":
        return users.get(req.args.get("user_id") or session.get("_user_id"))
    if how == "header":
        return users.get(req.headers.get("X-User-Id"))
    user = users.get(req.form.get("email"))
    if user and user.password and user.password == req.form.get("password"):
        return user


if conf["request_loader"] != "off":
    manager.request_loader(from_request)


def log(name):
    def receive(sender, user=None, **_):
        events.append([name, getattr(user, "table_id", None)])
    return receive


receivers = {}
for signal, name in (
    (flask_login.user_accessed, "accessed"), (flask_login.user_logged_in, "logged-in"),
    (flask_login.user_logged_out, "logged-out"),
    (flask_login.user_loaded_from_cookie, "loaded-from-cookie"),
    (flask_login.user_loaded_from_request, "loaded-from-request"),
    (flask_login.user_login_confirmed, "login-confirmed"),
    (flask_login.user_unauthorized, "unauthorized"),
    (flask_login.user_needs_refresh, "needs-refresh"),
    (flask_login.session_protected, "session-protected"),
):
    receivers[name] = log(name)
    signal.connect(receivers[name], app)

first, second = flask.Blueprint("first", __name__), flask.Blueprint("second", __name__)
# Called before the blueprints are registered, as an application would.
with app.app_context():
    for view, scope in conf["set_login_view"]:
        blueprint = {"first": first, "second": second, None: None}[scope]
        flask_login.set_login_view(view, blueprint)


def text(body, status=200):
    return Response(body, status, content_type="text/plain; charset=utf-8")


def page(path, scope=app, methods=("GET",), name=None):
    def add(view):
        def answer(**arguments):
            body = view(**arguments)
            return text(body) if isinstance(body, str) else body
        answer.__name__ = name or view.__name__
        scope.route(path, methods=methods, endpoint=answer.__name__)(answer)
        return view
    return add


# Pages that ask for nothing.
page("/", name="index")(lambda: "index")
page("/static/hello.txt", name="static_file")(lambda: "static file")


@page("/reset")
def reset():
    reset_users()
    events.clear()
    return "ok"


@page("/set-active")
def set_active():
    users[request.args["user_id"]].active = request.args["active"] == "1"
    return "ok"


@page("/remove-user")
def remove_user():
    users.pop(request.args["user_id"], None)
    return "ok"


@page("/rotate-token")
def rotate_token():
    users[request.args["user_id"]].generation += 1
    return "ok"


@page("/events")
def show_events():
    entries = list(events)
    events.clear()
    return flask.jsonify(entries)


# Who is it?
@page("/username")
def username():
    return current_user.name if current_user.is_authenticated else "Anonymous"


@page("/userid")
def userid():
    return current_user.table_id if current_user.is_authenticated else "none"


@page("/whoami")
def whoami():
    user = current_user
    return flask.jsonify(
        active=user.is_active, anonymous=user.is_anonymous, authenticated=user.is_authenticated,
        id=user.table_id, name=user.name,
    )


page("/is-fresh", name="is_fresh")(lambda: str(flask_login.login_fresh()))
page("/is-remembered", name="is_remembered")(lambda: str(flask_login.login_remembered()))

# Logging in and out.
SEVEN_HOURS = timedelta(hours=7)


def log_in(id, **how):
    return str(flask_login.login_user(users[id], **how))


def permanent(id, **how):
    session.permanent = True
    return log_in(id, **how)


for path, do in {
    "/login-notch": lambda: log_in("1"),
    "/login-notch-remember": lambda: log_in("1", remember=True),
    "/login-notch-remember-custom": lambda: log_in("1", remember=True, duration=SEVEN_HOURS),
    "/login-notch-permanent": lambda: permanent("1"),
    "/login-notch-permanent-remember": lambda: permanent("1", remember=True),
    "/login-notch-not-fresh": lambda: log_in("1", fresh=False),
    "/login-steve": lambda: log_in("2"),
    "/login-steve-remember": lambda: log_in("2", remember=True),
    "/login-creeper": lambda: log_in("3"),
    "/login-creeper-force": lambda: log_in("3", force=True),
    "/login-unicode-remember": lambda: log_in("佐藤", remember=True),
    "/logout": lambda: str(flask_login.logout_user()),
}.items():
    page(path, name=path)(do)


@page("/confirm-login")
def confirm():
    flask_login.confirm_login()
    return "confirmed"


# Guards.
EVERY = ("GET", "POST", "OPTIONS")
GRANTED = "Access Granted"
login, fresh = flask_login.login_required, flask_login.fresh_login_required
page("/protected", methods=EVERY, name="protected")(login(lambda: GRANTED))
page("/protected/<path:anything>", methods=EVERY, name="deep")(login(lambda anything: GRANTED))
page("/very-protected", methods=EVERY, name="very")(fresh(lambda: GRANTED))
page("/double-protected", methods=EVERY, name="double")(login(fresh(lambda: GRANTED)))
page("/protected-async", name="protected_async")(login(lambda: GRANTED))
page("/protected", first, name="protected")(login(lambda: GRANTED))
page("/very-protected", first, name="very")(fresh(lambda: GRANTED))
page("/protected", second, name="protected")(login(lambda: GRANTED))
page("/unauthorized", name="unauthorized")(lambda: manager.unauthorized())
page("/needs-refresh", name="needs_refresh")(lambda: manager.needs_refresh())


# Login views.
def saved_next():
    return session.pop("next", "")


def login_touch():
    current_user.is_authenticated
    return saved_next()


page("/login", name="login")(saved_next)
page("/login-touch", name="login_touch")(login_touch)
page("/refresh-view", name="refresh_view")(saved_next)
page("/app-login", name="app_login")(lambda: "app login page")
page("/first-login", name="first_login")(lambda: "first login page")
page("/second-login", name="second_login")(lambda: "second login page")


# Session, messages.
@page("/session")
def keys():
    hidden = {"_flashes", "_permanent"}
    return flask.jsonify(sorted(set(session) - hidden))


@page("/set-foo")
def set_foo():
    session["foo"] = "bar"
    return "ok"


page("/get-foo", name="get_foo")(lambda: session.get("foo", "none"))


@page("/flashes")
def flashes():
    return flask.jsonify(flask.get_flashed_messages(with_categories=True))


@page("/plant-login")
def plant_login():
    session["_user_id"] = request.args["user_id"]
    session["_fresh"] = request.args["fresh"] == "1"
    return "ok"


# The password example.
@page("/login-form", methods=("GET", "POST"))
def login_form():
    if request.method != "POST":
        return "email and password, please"
    user = users.get(request.form["email"])
    if user is None or not user.password or user.password != request.form["password"]:
        return flask.redirect("/login-form")
    flask_login.login_user(user)
    return flask.redirect("/form-protected")


def logged_in_as():
    return f"Logged in as: {current_user.table_id}"


page("/form-protected", methods=("GET", "POST"), name="form_protected")(login(logged_in_as))
page("/form-echo", methods=("POST",), name="form_echo")(
    login(lambda: f"{current_user.table_id}:{request.form.get('note', '')}")
)


@page("/form-logout")
def form_logout():
    flask_login.logout_user()
    return "Logged out"


# Several operations in one request.
def script_whoami():
    user = current_user
    flags = ((user.is_active, "a"), (user.is_anonymous, "n"), (user.is_authenticated, "u"))
    flags = "".join(flag if holds else "-" for holds, flag in flags)
    return f"{user.table_id or 'none'}/{user.name or 'none'}/{flags}"


def script_permanent():
    session.permanent = True
    return "ok"


def script_forget():
    session.pop("_user_id", None)
    return "ok"


OPERATIONS = {
    "login": lambda: log_in("1"),
    "login-remember": lambda: log_in("1", remember=True),
    "login-remember-custom": lambda: log_in("1", remember=True, duration=SEVEN_HOURS),
    "login-not-fresh": lambda: log_in("1", fresh=False),
    "login-steve": lambda: log_in("2"),
    "login-steve-remember": lambda: log_in("2", remember=True),
    "login-creeper": lambda: log_in("3"),
    "login-creeper-force": lambda: log_in("3", force=True),
    "logout": lambda: str(flask_login.logout_user()),
    "confirm": confirm,
    "fresh": lambda: str(flask_login.login_fresh()),
    "remembered": lambda: str(flask_login.login_remembered()),
    "whoami": script_whoami,
    "permanent": script_permanent,
    "foo": set_foo,
    "forget-user-id": script_forget,
}


@page("/script")
def script():
    return "\n".join(OPERATIONS[op]() for op in request.args["ops"].split(","))


app.register_blueprint(first, url_prefix="/first")
app.register_blueprint(second, url_prefix="/second")

if __name__ == "__main__":
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", int(os.environ.get("PORT", "0")), app, threaded=True)
    print(f"Open http://localhost:{server.server_port}", flush=True)
    server.serve_forever()
