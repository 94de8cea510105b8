"""What the public can open: pages, whose language is the first part of their address, and what
has no words in it."""

from django.urls import path

from campaign.public import health, mail, my_signature, pages, signing

in_a_language = [
    path("c/<slug:slug>/sign/", signing.sign, name="sign"),
    path("confirm/<str:token>/", my_signature.confirm, name="confirm"),
    path("", pages.home, name="home"),
    path("c/<slug:slug>/", pages.campaign, name="campaign"),
    path("c/<slug:slug>/check-your-mail/", signing.check_your_mail, name="check_your_mail"),
    path("c/<slug:slug>/send-again/", signing.send_again, name="send_again"),
    path("my/<str:token>/", my_signature.my_signature, name="my_signature"),
    path("my/<str:token>/withdraw/", my_signature.withdraw, name="withdraw"),
    path("unsubscribe/<str:token>/", mail.unsubscribe, name="unsubscribe"),
]

without_language = [
    path("c/<slug:slug>/count.json", pages.count, name="count"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    path("dev/mail/", mail.dev_mail, name="dev_mail"),
    path("dev/mail/<str:name>/", mail.dev_mail_message, name="dev_mail_message"),
]
