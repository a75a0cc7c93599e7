"""The application that is to move: Flask and Flask-Login, as their documentation shows them."""

import os

from flask import Flask, redirect, request, session
from flask_login import (
    LoginManager, UserMixin, current_user, fresh_login_required, login_required, login_user,
    logout_user,
)
from markupsafe import escape
from werkzeug.serving import make_server

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("FLASK_SECRET_KEY", "flask-demo-secret-change-this")
login_manager = LoginManager(app)
login_manager.login_view = "log_in_page"
login_manager.session_protection = os.environ.get("SESSION_PROTECTION", "basic")

PASSWORDS = {"foo@bar.tld": "secret", "zoë@example.com": "secret"}
RUST = os.environ.get("RUST_URL", "http://localhost:8080")


class User(UserMixin):
    def __init__(self, id):
        self.id = id


@login_manager.user_loader
def user_loader(id):
    return User(id) if id in PASSWORDS else None


@app.get("/")
def home():
    return f"""<!doctype html><title>Flask</title>
<h1>The Flask application</h1>
<p>Logged in: <b>{escape(who())}</b>. Cart: {escape(cart() or "empty")}.</p>
<p><a href="/protected">Protected</a> · <a href="/login">Log in</a> ·
<a href="{escape(RUST)}/">The Rust application</a></p>
<form method="post" action="/cart/apple"><button>Buy an apple</button></form>
<form method="post" action="/logout"><button>Log out</button></form>"""


@app.get("/who")
def who():
    return current_user.id if current_user.is_authenticated else "nobody"


@app.get("/protected")
@login_required
def protected():
    return f"Flask knows {escape(current_user.id)}."


@app.get("/fresh")
@fresh_login_required
def fresh():
    return "fresh"


@app.get("/login")
def log_in_page():
    return """<!doctype html><title>Log in</title><form method="post">
<input name="email" placeholder="foo@bar.tld"><input name="password" type="password" placeholder="secret">
<label><input name="remember" type="checkbox"> Remember me</label><button>Log in</button></form>"""


@app.post("/login")
def log_in():
    email = request.form["email"]
    if PASSWORDS.get(email) != request.form["password"]:
        return "Bad login", 401
    login_user(User(email), remember="remember" in request.form)
    return redirect("/")


@app.post("/logout")
def log_out():
    logout_user()
    return redirect("/")


@app.post("/cart/<item>")
def buy(item):
    session["cart"] = [*session.get("cart", []), item]
    return redirect("/")


@app.get("/cart")
def cart():
    return " ".join(session.get("cart", []))


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(os.environ.get("PORT", "5000")), app, threaded=True)
    print(f"http://localhost:{server.port}", flush=True)
    server.serve_forever()
