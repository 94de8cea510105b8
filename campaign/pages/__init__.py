"""The campaign: its lifecycle, its texts in each language, what it has reached.

Promises: a page in one language is never half in another; texts written by people become clean
HTML in one place only. Refuses: to know who signed (it knows how many).

models        Campaign, CampaignText and the parts of a page
lifecycle     draft, scheduled, open, closed, archived, and what each allows
milestones    the next number to reach
profiles      what standard and high-risk campaigns ask, keep, show and mail; profile_form
actions       verbs: create from a draft, publish, close, and what time brings
at_hand       a campaign as many ask for it at once, kept for seconds
demo          the demonstration

news          verbs: what happened since, written and put on the page; news_models, news_form
partners      verbs: whom signers may let have their address; partner_models, partner_form
sharing/      how a campaign is passed on, and by which link people came

What readers see, and what is being written:
content          all the words of one language as one value: read, checked, written, shown unsaved
working_copies   what is being written, one for each language
editing          verbs: save, publish the words, add and remove languages; who else is here
merging_words    two people wrote on one page: what each changed, and where somebody must choose
translations     how far one language is behind the main one
drafting         a statement's draft as the first working copy; fitting makes each part as short
                 as the page has room for, places says where it stands
statement_form   a statement, pasted or uploaded
words_form       what comes back from the page on which the words are written

What it is set to, and what the public has seen:
publishing       verbs: make words public, put earlier ones back, take a language off; publish_form
settings         verb: change what is set about a campaign; settings_form
keeping          verb: how long names are kept; keeping_form
signing          verbs: pause, say something above the page, close, reopen; signing_forms
pictures         the picture of a page, in every size it is served in; picture_form
each_language_form  short words in each language: of a picture, above a page, when it is closed
remembered       each published change; addresses that campaigns have left
differences      what differs between two sets of words; in_words says it of a whole change
"""
