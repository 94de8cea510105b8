"""The vocabulary of press releases: verbs of saying, offices, kinds of organisation, calendars.

Word lists, not rules. Adding a word here must never need a change elsewhere.
"""


def listed(text: str) -> frozenset[str]:
    """The words of a text as a set: lists below read like lists."""
    return frozenset(text.split())


SAYING = listed(
    """said says say added adds explained explains warned warns noted notes continued continues
    concluded concludes commented comments stated states argued argues wrote writes remarked
    remarks declared declares insisted insists stressed stresses emphasised emphasized
    emphasises emphasizes observed observes recalled recalls replied responded asked asks
    claimed claims announced acknowledged admitted affirmed asserted asserts cautioned
    cautions confirmed denied reiterated repeated testified recounted lamented vowed pledged
    suggested suggests complained tweeted posted told tells pleaded urged urges demanded
    believes agreed agrees highlighted highlights cried shouted quipped joked countered
    charged alleged maintained maintains recommended predicted described describes called
    calls exclaimed whispered summarised summarized chanted condemned reflected reads read
    quoted elaborated opined underlined underscored pointed began appealed reported thundered
    retorted shared went
    remembers remembered recalls concedes conceded volunteers volunteered fumed fumes joked jokes
    mused muses sighed sighs laughed laughs answered answers shouts grumbled grumbles objected
    objects reckons reckoned wondered wonders boasts boasted counters recounts observes admits
    asserts cautions ended ends finished offered offers promised promises put puts vows pledges
    predicts thinks thought knows swore shrugged smiled cried insists replies responds remarks
    testifies laments protests protested exclaims tells
    outlines outlined details detailed contends contended reveals revealed discloses disclosed
    proclaims proclaimed pronounces pronounced finds found estimates estimated informs informed
    assures assured confides confided accuses accused denounces denounced dismisses dismissed
    blames blamed hails hailed praises praised brands branded labels labelled labeled dubs dubbed
    terms termed deems deemed likens likened writes teaches taught"""
)
# Verbs that begin a clause of their own only when a quote follows closely.
WEAK_SAYING = listed(
    """called calls described describes read reads went began shared quoted reported charged
    pointed agreed agrees notes states comments claims believes posted condemned urged urges
    demanded asked asks announced confirmed denied recommended maintains maintained
    highlighted highlights reflected charged recalled appealed put puts knows thinks thought ended
    ends finished offered offers promised promises objects counters protests protested smiled
    answers vows pledges boasts shared outlines outlined details detailed reveals revealed
    discloses disclosed
    pronounces pronounced finds found estimates estimated informs informed assures assured accuses
    accused denounces denounced dismisses dismissed blames blamed hails hailed praises praised
    brands branded labels labelled labeled dubs dubbed terms termed deems deemed likens
    likened teaches taught"""
)
# What the verbs of saying are after "would" or "used to", and after several: "farmers argue".
SAYING_PLAIN = listed(
    """say tell add explain warn note argue write state insist admit declare ask recall claim
    concede remark answer reply repeat call describe assert allege maintain contend stress believe
    complain object suggest emphasise emphasize reiterate acknowledge affirm observe deny vow
    promise report estimate denounce dismiss condemn"""
)
SAYING_PARTICIPLES = listed(
    """saying adding warning stating explaining noting arguing insisting stressing calling
    describing declaring concluding writing telling emphasising emphasizing claiming asking
    urging asserting pointing commenting remarking pleading"""
)
PRONOUNS = {
    "he": "m",
    "she": "f",
    "they": "",
    "it": "org",
    "we": "self",
    "i": "self",
    "you": "addressee",
}
MASCULINE = listed(
    """u ko mr sir saw sai mahn salai father brother spokesman chairman
    husband son uncle grandfather grandson nephew man boy widower fisherman boatman ferryman"""
)
FEMININE = listed(
    """daw ma ms mrs miss madam nan nang naw sister spokeswoman chairwoman mother mi
    wife widow daughter aunt grandmother granddaughter niece woman girl seamstress midwife"""
)
HONORIFICS = listed(
    """dr mr ms mrs mx miss prof professor sir dame lord lady u daw ko ma maung saw naw sai nang
    nan mahn salai h.e hon rev reverend fr father sr sister brother bishop archbishop cardinal
    imam sheikh ustadz ustaz haji hajah datuk dato dato' dato’ datin tan sri tun puan encik
    khun phra ven venerable sayadaw ashin gen general lt lt-col lieutenant col colonel maj
    major capt captain sgt brig brigadier admiral adm madam justice judge rabbi pastor tuan
    engku tengku raja atty attorney engr rep sen gov"""
)
PARTICLES = listed(
    """de dela delos van von der den del della di da dos das du la le el al bin binti bint ibn ben
    ul e y ter ten abu af av zu a/l a/p"""
)
ROLES = listed(
    """spokesperson spokesman spokeswoman spokespeople director co-director chair co-chair
    chairperson chairman chairwoman president vice-president minister secretary
    secretary-general ambassador coordinator co-ordinator co-coordinator officer researcher analyst
    advocate campaigner lawyer attorney barrister counsel founder co-founder cofounder
    organiser organizer activist leader chief head member manager adviser advisor specialist
    expert rapporteur commissioner lead fellow editor journalist reporter correspondent
    professor lecturer teacher student farmer fisherman fisher villager resident monk nun
    priest pastor nurse doctor worker engineer economist historian scientist mayor governor
    senator mp lawmaker legislator parliamentarian congressman congresswoman representative
    delegate envoy diplomat premier chancellor king queen prince princess sultan general
    commander colonel major captain sergeant boss treasurer trustee patron ceo cfo coo
    executive strategist consultant author writer poet artist filmmaker photographer musician
    survivor witness volunteer veteran negotiator mediator chairlady convenor convener steward
    organiser unionist driver vendor trader shopkeeper mother father widow brother sister son
    daughter neighbour neighbor secretary-treasurer vice-chair vice-chairperson deputy
    inspector constable prosecutor judge ombudsman ombudsperson registrar dean principal
    rector superintendent midwife pharmacist defender programmer developer technologist
    archivist librarian translator interpreter paramedic surgeon psychologist biologist
    ecologist hydrologist geologist campaigns policy owner colleague friend wife husband
    cousin aunt uncle grandmother grandfather classmate roommate headteacher headmaster
    headmistress elder chieftain pensioner publisher producer councillor councilor councilman
    councilwoman alderman clerk guard cook miner tailor weaver seamstress docker sailor pilot
    baker butcher bishop abbot warden ranger apprentice grandson granddaughter niece nephew
    sister-in-law brother-in-law mother-in-law father-in-law daughter-in-law son-in-law
    stepmother stepfather partner tenant landlord customer passenger patient caretaker cleaner
    porter conductor electrician plumber mechanic welder carpenter fishmonger trawlerman
    beekeeper herder shepherd grower chemist physicist physician paediatrician epidemiologist
    sociologist anthropologist criminologist statistician cartographer mapper curator conductor
    novelist playwright singer dancer actor actress cartoonist blogger auditor accountant banker
    broker signatory spokesperson-designate comptroller marshal sheriff provost vicar chaplain
    shop-steward rep organiser-in-chief supervisor foreman forewoman captain skipper ferryman
    boatman lorry-driver courier rider cyclist campaigner-in-chief undersecretary under-secretary
    rapporteurs attaché consul official aide insider attorney-general solicitor-general
    governor-general administrator firefighter admiral senator-elect agent detective"""
)
# Offices and trades that are surnames as well: "Amy Fisher" is a person, "Chief Judge" an office.
SURNAMES_TOO = listed(
    """fisher farmer baker cook king prince bishop butcher singer mason clerk guard shepherd porter
    carpenter judge dean abbot warden pilot marshal major butler weaver tailor miner sailor
    parson pope page ranger head miller gardener painter constable steward chaplain queen
    driver rider reeves hunter knight franklin"""
)
BEFORE_GENERAL = listed(
    "attorney secretary solicitor auditor director inspector governor surgeon consul procurator"
)
BEFORE_AN_OFFICE = listed(
    """chief crown head deputy senior acting high district supreme county city town assistant
    former vice lead general state federal national local regional junior principal
    the our its their his her a an retired army navy air police union presiding
    magistrate appeals trial grand"""
)
ORGANISATION_WORDS = listed(
    """network foundation union unions association associations watch international coalition
    committee ministry council group groups institute institution centre center commission
    organisation organization organisations organizations alliance front party agency office
    department government university rights justice amnesty nations campaign project forum
    desk collective initiative federation confederation congress court army bank company
    limited ltd inc llc plc media news solidarity movement society fund trust voice voices lab
    action now survey observatory bureau board team workers teachers nurses lawyers doctors
    reporters parliamentarians students women youth farmers fishers residents journalists
    authority authorities secretariat assembly parliament senate embassy police military junta
    tribunal corps force forces service services club guild league syndicate chamber house
    task mission programme program studies college school hospital clinic press times post
    herald monitor without borders partners partnership cooperative platform consortium charity
    friends archive conservancy archives library libraries cooperatives brigade syndicates
    panel mechanism congregation diocese synod fellowship crews ombudsman taskforce caucus
    delegation
    citizens neighbours people's peoples' refugees defenders civicus greenpeace oxfam unicef
    unhcr ohchr access article witness global defence defense"""
)
NOT_NAMES = listed(
    """the a an this that these those in on at for from with by as but and or if when while after
    before since although though because however meanwhile according following during despite
    speaking commenting responding asked today yesterday earlier later also there here it its
    their his her our we they he she i you your my what who how why where monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july
    august september october november december note notes background contact ends about media
    statement release press article section chapter paragraph resolution both all some many
    most no not yes one two three every each nor so then thus under over between among against
    across through to of is are was were be been has have had do does did will would can could
    should must such last next even only more amid citing another other several few none
    nothing nobody everyone somebody someone anybody anyone everybody
    dear once since now addressing reacting writing quoting referring
    welcoming joining accompanying including"""
)
# "May" and "March" are months and names; "An" and "No" are names too. A full name resolves them.

# First names as well as months.
MONTH_NAMES = listed("may april june august")

GENERIC_ORGANISATIONS = listed(
    """group organisation organization network union coalition alliance association committee
    foundation institute federation confederation movement campaign party ngo charity watchdog
    agency think-tank collective council centre center body commission statement letter report
    petition organisers organizers organisations organizations groups signatories undersigned
    communique communiqué declaration submission briefing appeal company ministry court
    government office embassy junta authorities bloc non-profit nonprofit society experts
    workers members"""
)
DOCUMENTS = listed(
    """statement letter report petition communique communiqué declaration submission briefing
    appeal"""
)

# Documents that somebody writes in person: "the letter said" means who wrote it.
LETTERS = listed("statement letter message declaration e-mail email note memo reply")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
BURMESE_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "ဇန်နဝါရီ",
            "ဖေဖော်ဝါရီ ဖေဖေါ်ဝါရီ",
            "မတ်",
            "ဧပြီ",
            "မေ",
            "ဇွန်",
            "ဇူလိုင်",
            "ဩဂုတ် သြဂုတ်",
            "စက်တင်ဘာ",
            "အောက်တိုဘာ",
            "နိုဝင်ဘာ",
            "ဒီဇင်ဘာ",
        ),
        start=1,
    )
    for name in names.split()
}
ORDINALS = {
    name: number
    for number, name in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
            "twenty-first",
            "twenty-second",
            "twenty-third",
            "twenty-fourth",
            "twenty-fifth",
            "twenty-sixth",
            "twenty-seventh",
            "twenty-eighth",
            "twenty-ninth",
            "thirtieth",
            "thirty-first",
        ],  # noqa: SIM905 - reads better
        start=1,
    )
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Who can be asked to do something: the subjects of "must" and "should" that make a demand.
AUTHORITIES = listed(
    """government governments authorities authority minister ministers ministry ministries
    parliament parliaments parliamentarians legislature senate congress court courts judge
    judges council state states company companies corporation corporations business businesses
    bank banks police military junta army armed forces force commission commissions president
    prime leaders leader members member union bloc country countries nations nation community
    employer employers platform platforms regulator regulators agency agencies administration
    donors donor investors investor embassy embassies asean un eu us uk icc oic g7 g20 au
    legislators lawmakers officials official prosecutors prosecutor secretary-general governor
    governors mayor municipality city operator operators university board manufacturers
    manufacturer supplier suppliers retailers brands brand party parties chair envoy rapporteur
    commissioner committee department office service cabinet senators delegates mps treasury
    airline airlines exporters exporter insurers insurer owner owners management trustee
    trustees administrator administrators liquidator receiver firm firms shareholders lenders
    hospital hospitals school schools church diocese bishop bishops king sultan emir chancellor
    premier inspectors ombudsman museum port airport railway contractor contractors consortium
    factory factories mill broadcaster publishers telecoms provider providers league club clubs
    organisers landlord landlords developers college colleges ministries' they it states'
    partners partner"""
)
# "South Vell" and "Port Alto" are places, whatever else their shape allows.
PLACE_OPENERS = listed(
    """south north east west southern northern eastern western new united port mount lake cape
    fort upper lower greater central saint"""
)
RULERS = listed(
    """government minister ministers ministry president parliament police court junta military army
    regime senate mayor governor prosecutor prosecutors judge chancellor premier company"""
)
OWN_VOICE = listed(
    """we organisations organizations groups group organisation organization signatories
    undersigned coalition network alliance union unions association federation campaign
    campaigners campaigner petition petitioners signers signatory statement letter collective
    committee foundation confederation ngo ngos societies experts society members workers
    movement residents families family relatives fishers it they she he institute centre center
    council forum desk report watchdog appeal communities villagers survivors parents students
    teachers nurses"""
)
REPORTED_OTHERS = listed(
    """rights others critics activists analysts observers many several some numerous various
    opposition un nations protesters demonstrators government minister ministry president
    court countries governments police military junta state previously earlier"""
)

# No phrase ends with one of these.
LINKING = listed(
    """the a an this that these those its their his her our my your and or but nor of in on at for
    from with by to as into onto over under between among about against through during without
    within is are was were be been being has have had will would shall should must may might can
    could do does did not no who which whose whom than then so if because while when where after
    before since until although per via more most very each every any some all both either"""
)

# What demands begin with. Bullets that all begin like this are orders, not facts.
ORDERS = listed(
    """pause abandon abide abolish abstain accelerate accept accommodate acknowledge act address
    adhere adjust admit adopt advance aid align allocate allow alter amend analyse analyze
    announce answer apologise apologize apply appoint approve arrange arrest ask assess assign
    assist assure attach attend audit authorise authorize avoid back balance ban bar begin block
    boycott break bring broaden build buy calculate call campaign cancel cap care carry cease
    chair challenge change charge check choose circulate clarify clean clear close collect
    combat come commemorate commission commit communicate compel compensate compile complement
    complete comply condemn conduct confirm connect conserve consider consult contact contain
    continue contribute control convene convert cooperate coordinate correct count cover create
    criminalise criminalize curb curtail cut declare decriminalise decriminalize deepen defend
    defer define delay delete deliver demand demilitarise demonstrate denounce deny depart
    deploy depoliticise designate detail determine develop devote direct disband disclose
    discontinue discuss dismantle dismiss dissolve diversify divest do donate double draft drain
    drop ease educate eliminate embargo embed embrace employ empower enable enact encourage end
    enforce engage enhance enlarge enshrine ensure entrust equip eradicate escort establish
    evacuate evaluate examine exclude exempt exercise exert exhume exit expand expedite expel
    explain explore expose express extend extradite face facilitate feed fight file fill finance
    find finish fix focus follow forbid forgive formalise formulate foster free freeze fulfil
    fulfill fully fund gather generate get give go grant guarantee guard guide halt halve hand
    harmonise hasten heal hear heat heed help hire hold honor honour host house humanise
    identify immediately impeach implement impose improve incentivise include incorporate
    increase indict inform initiate inquire insert insist inspect install instruct insulate
    insure integrate intensify intervene interview introduce invest investigate invite isolate
    issue join judge keep label launch lay lead lease leave legislate lend lengthen let level
    liberate license lift light limit link list listen lobby locate look loosen lower maintain
    make mandate map mark match measure mediate meet mend merge minimise minimize mobilise
    mobilize monitor mourn move name narrow negotiate nominate normalise note notify nullify
    object oblige observe obtain offer offset open operate oppose order organise organize oust
    outlaw outline overhaul override oversee overturn own part pass pause pay penalise perform
    permit persuade phase place plan plant play plead pledge police postpone preclude prepare
    present preserve press pressure prevent print prioritise prioritize probe proceed process
    procure produce prohibit promise promote proscribe prosecute protect prove provide publish
    pull punish purchase purge pursue push put quantify quash query quit raise ratify ration
    re-examine reach read reaffirm realise reassess reassign rebalance rebuild rebuke recall
    receive reclaim recognise recognize recommit reconcile reconsider reconstruct reconvene
    record recount recruit recuse redirect redouble redraft redress reduce refer reform refrain
    refund refurbish refuse regain register regulate rehabilitate rehouse reimburse rein
    reinforce reinstate reject relax release relinquish relocate rely remain remedy remember
    remind remit remove render renegotiate renew renounce reopen reorganise repair repatriate
    repay repeal repeat replace replenish report repudiate require rescind rescue reserve
    resettle resign resist resolve resource respect respond restart restitute restore restrain
    restrict resume retain rethink retire retract retrain return reunite reveal reverse revert
    review revise revoke reward rewrite ring-fence roll row rule run sack safeguard sanction
    save say scale scrap screen scrutinise scrutinize seal search secure seek seize select sell
    send sentence separate serve set settle sever share shelter shelve shield shift shorten
    shoulder show shut sideline sign simplify sit slash slow solve spare speak spend sponsor
    staff stand start state stay steer stem step stop store strengthen strike strip study
    subject submit subpoena subsidise sue summon supervise supplement supply support suppress
    suspend sustain switch table tackle take target tax teach tear tell temper terminate test
    think tighten tolerate toughen trace track train transfer translate treat trust try turn
    unblock uncover undertake undo unfreeze unite unseal update upgrade uphold urge use vacate
    validate value verify veto visit vote wait waive warn weigh welcome widen wind wipe withdraw
    withhold work write yield"""
)
