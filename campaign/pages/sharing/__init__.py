"""How a campaign is passed on, and by which link people came.

Promises: every link is a plain one, with no vendor's script behind it; which one brought somebody
is a code in its address and nothing about a person. Refuses: to draw anything while a crowd waits.

channels         where a link can be passed on, and the codes that the site itself uses
models           SourceLink, ShareText, SocialPicture
links            verbs: make a link with a name, retire it, bring it back
words            what goes with a shared link, channel by channel; verb: change it
social_pictures  what others' sites show beside a link
posters          for a wall, with a code that leads to the page
forms            what organisers type about all this
"""
