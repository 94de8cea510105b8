"""What the public can open: pages, whose language is the first part of their address, and what
has no words in it."""

from django.urls import path

from campaign.public import (
    health,
    letters,
    mail,
    my_signature,
    news,
    opener,
    pages,
    pictures,
    record,
    shown,
    signing,
    social,
)

in_a_language = [
    path("c/<slug:slug>/sign/", signing.sign, name="sign"),
    path("confirm/<str:token>/", my_signature.confirm, name="confirm"),
    path("", pages.home, name="home"),
    path("c/<slug:slug>/", pages.campaign, name="campaign"),
    path("c/<slug:slug>/what-is-shown/", shown.shown_rules, name="shown_rules"),
    path("c/<slug:slug>/check-your-mail/", signing.check_your_mail, name="check_your_mail"),
    path("c/<slug:slug>/send-again/", signing.send_again, name="send_again"),
    path("c/<slug:slug>/letters/", letters.letters, name="letters"),
    path("c/<slug:slug>/letters/<slug:recipient>/", letters.letter, name="letter"),
    # News
    path("c/<slug:slug>/news/", news.news_list, name="news_list"),
    path("c/<slug:slug>/news/feed.atom", news.news_feed, name="news_feed"),
    path("c/<slug:slug>/news/<int:item_id>/", news.news_item, name="news_item"),
    path("c/<slug:slug>/news/<int:item_id>-<slug:words>/", news.news_item, name="news_item"),
    path("no-more-news/<str:token>/", news.stop_news, name="stop_news"),
    path("my/<str:token>/", my_signature.my_signature, name="my_signature"),
    path("my/<str:token>/withdraw/", my_signature.withdraw, name="withdraw"),
    path("my/<str:token>/letters/", letters.my_letters, name="my_letters"),
    path("my/<str:token>/letters/<slug:recipient>/", letters.my_letters, name="my_letter"),
    path("unsubscribe/<str:token>/", mail.unsubscribe, name="unsubscribe"),
    # The page that opens sealed bundles
    path("opener/", opener.opener, name="opener_in_a_language"),
    path("opener/undersigned-opener.html", opener.opener_download, name="opener_file"),
]

without_language = [
    path("c/<slug:slug>/", pages.in_any_language, name="in_any_language"),
    path("c/<slug:slug>/count.json", pages.count, name="count"),
    path("c/<slug:slug>/record.json", record.record, name="record"),
    path("c/<slug:slug>/record/<int:entry>/", record.record_document, name="record_document"),
    path(
        "c/<slug:slug>/picture/<slug:language>-<slug:version>.png",
        social.social_picture,
        name="social_picture",
    ),
    path("pictures/<str:name>", pictures.picture_file, name="picture_file"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    # The page that opens sealed bundles, in the language that the browser asks for
    path("opener/", opener.opener, name="opener"),
    path("dev/mail/", mail.dev_mail, name="dev_mail"),
    path("dev/mail/<str:name>/", mail.dev_mail_message, name="dev_mail_message"),
]
