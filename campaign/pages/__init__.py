"""The campaign: its lifecycle, its texts in each language, what it has reached.

Promises: a page in one language is never half in another; texts written by people become clean
HTML in one place only. Refuses: to know who signed (it knows how many).

models        Campaign, CampaignText and the parts of a page
lifecycle     draft, scheduled, open, closed, archived, and what each allows
milestones    the next number to reach
news          what happened since: news_models, news_form, and its verbs
actions       verbs: create from a draft, publish, close
"""
