"""The public desk: everybody. No session, no cookie, no user.

urls            what the public can open
pages           home, the campaign page, its count
kept            pages that are the same for everybody, kept for two seconds
seen            how often a campaign's page was opened
signing         the form arrives; "check your mail"
my_signature    confirm, the signer's own page, withdraw
social          the picture that others' sites show beside a link
news            news on the page, as a feed, and "no more news"; news_shown: as it is shown
letters         write to recipients: for everybody, and for those who signed
letters_page    what those pages show
shown           what becomes of names and comments that signers want to be shown
record          what each recipient did, for machines, and the documents
mail            "never write to me again"; the mail page of a laptop
opener          the page that opens sealed bundles; opener_file puts it together into one file
pictures        the files of campaigns' pictures
moved           addresses that campaigns have left
refusals        what is said when something cannot be done
health          for the host's monitoring
"""
