"""The campaign: its lifecycle, its texts in each language, what it has reached.

Promises: a page in one language is never half in another; texts written by people become clean
HTML in one place only. Refuses: to know who signed (it knows how many).

models        Campaign, CampaignText and the parts of a page
lifecycle     draft, scheduled, open, closed, archived, and what each allows
milestones    the next number to reach
actions       verbs: create from a draft, publish, close
publishing    verbs: make words public, put earlier ones back
settings      verb: change what is set about a campaign
signing       verbs: pause, say something above the page, close, reopen
pictures      the picture of a page, in every size it is served in
remembered    each published change; addresses that campaigns have left
"""
