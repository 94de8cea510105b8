"""What the public can open: pages, whose language is the first part of their address, and what
has no words in it."""

from django.urls import path

from campaign.public import health, letters, mail, my_signature, pages, pictures, record, signing

in_a_language = [
    path("c/<slug:slug>/sign/", signing.sign, name="sign"),
    path("confirm/<str:token>/", my_signature.confirm, name="confirm"),
    path("", pages.home, name="home"),
    path("c/<slug:slug>/", pages.campaign, name="campaign"),
    path("c/<slug:slug>/check-your-mail/", signing.check_your_mail, name="check_your_mail"),
    path("c/<slug:slug>/send-again/", signing.send_again, name="send_again"),
    path("c/<slug:slug>/letters/", letters.letters, name="letters"),
    path("c/<slug:slug>/letters/<slug:recipient>/", letters.letter, name="letter"),
    path("my/<str:token>/", my_signature.my_signature, name="my_signature"),
    path("my/<str:token>/withdraw/", my_signature.withdraw, name="withdraw"),
    path("my/<str:token>/letters/", letters.my_letters, name="my_letters"),
    path("my/<str:token>/letters/<slug:recipient>/", letters.my_letters, name="my_letter"),
    path("unsubscribe/<str:token>/", mail.unsubscribe, name="unsubscribe"),
]

without_language = [
    path("c/<slug:slug>/count.json", pages.count, name="count"),
    path("c/<slug:slug>/record.json", record.record, name="record"),
    path("c/<slug:slug>/record/<int:entry>/", record.record_document, name="record_document"),
    path("pictures/<str:name>", pictures.picture_file, name="picture_file"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    path("dev/mail/", mail.dev_mail, name="dev_mail"),
    path("dev/mail/<str:name>/", mail.dev_mail_message, name="dev_mail_message"),
]
