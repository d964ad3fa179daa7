"""One settings file. With no environment at all it starts a safe development site;
production is the same file with DEBUG=false and the variables of docs/exploitation.md,
which the system checks of portal.checks refuse when they are unsafe."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from portal.cartes.reglages import fichiers_de_leaflet, origine_des_tuiles

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

CLE_DE_DEVELOPPEMENT = "django-insecure-cle-de-developpement-a-ne-jamais-utiliser-en-production"

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default=CLE_DE_DEVELOPPEMENT)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Public address of the site, without a final slash: used where a page must print its own address.
ADRESSE_DU_SITE = env.str("ADRESSE_DU_SITE", default="http://127.0.0.1:8000")
# Where this very version of the code is offered to visitors (AGPL-3.0, section 13).
ADRESSE_DU_CODE = env.str("ADRESSE_DU_CODE", default="")

INSTALLED_APPS = [
    "portal.equipe.administration.PortailAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "simple_history",
    "socle",
    "territoires",
    "dispositifs",
    "bibliographie",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "socle.web.middleware.RequeteLisibleMiddleware",
    "socle.web.middleware.DateCanoniqueMiddleware",
    "socle.web.middleware.PageIntrouvableMiddleware",
    "socle.web.cache_pages.CacheDesPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.acces.middleware.SecondFacteurMiddleware",
    # Last, as it asks: it replaces the answer of a sign-in that it refused.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.site.contexte.site",
            ],
            "builtins": ["socle.templatetags.socle"],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while an editor writes; IMMEDIATE makes writers wait, not fail.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query costs more than it saves on pages that last milliseconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "staticfiles")
_GUIDE = BASE_DIR / "docs" / "guide" / "images"
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", _GUIDE), *fichiers_de_leaflet()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Pages name the hashed file alone: the other copy would only be compressed for nobody.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Accounts: made by an administrator, entered by /compte/connexion/, refused after five failures.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "accueil"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nom}", "OPTIONS": options}
    for nom, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
# Staff must have a second factor (portal.acces.middleware); the demonstration enters at once.
MFA_OBLIGATOIRE = env.bool("MFA_OBLIGATOIRE", default=not DEBUG)
MFA_ADAPTER = "portal.acces.adaptateur.AdaptateurDeSecondFacteur"
MFA_TOTP_ISSUER = "Dispositifs locaux de santé"
# One code before and one after: a telephone is seldom on time to the second.
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "portal.acces.formulaires.CodeForm",
    "reauthenticate": "portal.acces.formulaires.CodeEncoreForm",
    "activate_totp": "portal.acces.formulaires.ActivationForm",
}
ACCOUNT_FORMS = {
    "login": "portal.acces.formulaires.ConnexionForm",
    "reauthenticate": "portal.acces.formulaires.MotDePasseForm",
}
ACCOUNT_ADAPTER = "portal.acces.adaptateur.AdaptateurDeCompte"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
# Axes counts the failures of an account; these count those of an address, and wrong codes.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,10/300s/key"}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=env.int("MINUTES_DE_VERROU", default=30))
# The pair: an outsider cannot lock an editor out, nor a colleague the whole office.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "portal.acces.vues.compte_verrouille"
AXES_CLIENT_IP_CALLABLE = "socle.web.mandataire.adresse_du_client"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# How many proxies of ours write X-Forwarded-For: the one of compose.yaml in production.
MANDATAIRES = env.int("MANDATAIRES", default=0 if DEBUG else 1)

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# Who our messages come from, and how long (seconds) a mail server may keep us waiting.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="cres-paca@cres-paca.org")
EMAIL_TIMEOUT = 20

# Background tiles of the map that moves: none unless an address is given, such as
# https://tuiles.exemple.fr/{z}/{x}/{y}.png; their server then sees the readers' addresses.
TUILES_URL = env.str("TUILES_URL", default="")
TUILES_CREDIT = env.str("TUILES_CREDIT", default="")

# Safety. Everything is served by ourselves: no third party, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *origine_des_tuiles(TUILES_URL)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    nom: [] for nom in ("camera", "microphone", "payment", "usb", "browsing-topics")
} | {"geolocation": ["self"]}  # « Ma position », on request only
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = 8 * 3600
# Also at the browser's close, for computers that several people use.
SESSION_EXPIRE_AT_BROWSER_CLOSE = env.bool("SESSION_JUSQU_A_FERMETURE", default=False)
ACCOUNT_SESSION_REMEMBER = not SESSION_EXPIRE_AT_BROWSER_CLOSE
CSRF_COOKIE_HTTPONLY = True
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # They tell each step of each page that they print.
    "loggers": {nom: {"level": "WARNING"} for nom in ("weasyprint", "fontTools", "axes")},
}

# The region that the portal serves first: code of a Territoire of échelle région.
REGION_DU_PORTAIL = "93"
TAILLE_DE_PAGE = 30
