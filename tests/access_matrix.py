"""Who may do what, written by hand.

Rights on the *model*: c(reate), r(ead), u(pdate), d(elete), ``-`` for none. Which
records somebody sees is the business of record rules and of the tests of each
model. Columns are roles with nothing but that role. The thoughts behind the rows:

* visitors and customers have no right on any of our models;
* an employee without a role reads the register (clauses, parameters, calendar) and
  nothing about people;
* logs, counters and snapshots are written by the system alone;
* what was decided, handed over or reported is deleted by nobody; drafts are;
* the policy manager alone changes what the policy asks;
* the auditor reads evidence and changes nothing.
"""

CS_POLICY_ROLES = "public portal user agent duty manager policy auditor"
PROPERTY_OPS_ROLES = (
    "property_user area_manager property_manager household_data cashier"
)

CS_POLICY = """
#                            public portal user agent duty manager policy auditor
# the register
policy.clause                -      -      r    r     r    r       ru     r
policy.clause.kind           -      -      r    r     r    r       ru     r
policy.festival              -      -      r    r     r    r       crud   r
policy.makeup.day            -      -      r    r     r    r       crud   r
policy.parameter             -      -      r    r     r    r       ru     r
policy.parameter.value       -      -      r    r     r    r       crud   r
policy.parameter.change      -      -      -    -     -    r       r      r
policy.holiday.source        -      -      -    -     -    -       r      r
policy.version               -      -      -    r     r    r       crud   r
policy.version.text          -      -      -    r     r    r       crud   r
policy.acknowledgement       -      -      -    r     r    r       r      r
# duties and approvals
policy.duty.plan             -      -      -    r     r    r       crud   r
policy.duty                  -      -      -    r     r    r       r      r
policy.duty.log              -      -      -    r     r    r       r      r
policy.duty.report           -      -      -    cr    cr   cr      cr     r
policy.duty.escalation       -      -      -    -     r    r       r      r
policy.job.run               -      -      -    -     -    -       r      r
policy.approval.log          -      -      -    r     r    r       r      r
service.visit                -      -      -    cru   cru  crud    crud   r
quality.criterion            -      -      -    r     r    r       crud   r
quality.review               -      -      -    r     crud crud    crud   r
quality.review.line          -      -      -    r     crud crud    crud   r
# planning
shift.post                   -      -      -    r     r    crud    crud   r
shift.post.manning           -      -      -    r     r    crud    crud   r
shift.template               -      -      -    r     r    crud    crud   r
shift.rotation               -      -      -    r     r    crud    crud   r
shift.rotation.member        -      -      -    r     r    crud    crud   r
shift.roster                 -      -      -    r     r    crud    crud   r
shift.roster.notice          -      -      -    -     -    r       r      r
shift.assignment             -      -      -    r     r    crud    crud   r
shift.change                 -      -      -    r     r    r       r      r
shift.coverage               -      -      -    r     r    r       r      r
shift.duty.manager           -      -      -    r     r    crud    crud   r
shift.import                 -      -      -    -     -    crud    crud   -
shift.import.issue           -      -      -    -     -    crud    crud   -
shift.import.line            -      -      -    -     -    crud    crud   -
shift.import.memory          -      -      -    -     -    crud    crud   -
# at the desk
shift.attendance.log         -      -      -    -     r    r       r      r
shift.exception              -      -      -    -     r    r       r      r
shift.permit                 -      -      -    cru   cru  cru     cru    r
shift.announcement           -      -      -    r     r    crud    crud   r
shift.announcement.ack       -      -      -    r     r    r       r      r
shift.handover               -      -      -    ru    ru   ru      ru     r
shift.handover.item          -      -      -    ru    ru   ru      ru     r
shift.desk                   -      -      -    -     -    crud    crud   -
shift.desk.lock              -      -      -    -     -    r       r      -
shift.absence                -      -      -    r     r    cru     cru    r
shift.absence.party          -      -      -    r     r    crud    crud   r
shift.swap                   -      -      -    crud  crud crud    crud   r
shift.swap.quota             -      -      -    r     r    r       r      r
shift.swap.reason            -      -      -    r     r    crud    crud   r
# dialogs
policy.approval.refuse       -      -      -    crud  crud crud    crud   -
policy.compliance.report     -      -      -    -     -    crud    crud   crud
policy.duty.void             -      -      -    -     -    crud    crud   -
policy.holiday.load          -      -      -    -     -    -       crud   -
policy.holiday.load.line     -      -      -    -     -    -       crud   -
shift.calendar.link          -      -      -    cru   cru  cru     cru    -
shift.attendance.correct     -      -      -    -     -    crud    crud   -
shift.reason                 -      -      -    crud  crud crud    crud   -
shift.replacement            -      -      -    -     cru  cru     cru    -
shift.replacement.candidate  -      -      -    -     r    r       r      -
shift.roster.generate        -      -      -    -     -    cru     cru    -
shift.swap.answer            -      -      -    cru   cru  cru     cru    -
shift.swap.find              -      -      -    cru   cru  cru     cru    -
shift.swap.find.line         -      -      -    crud  crud crud    crud   -
"""

# Models of others that we tighten.
HARDENED = """
#                            public portal user agent duty manager policy auditor
tier.review                  -      -      r    r     r    r       r      r
tier.definition              -      -      r    r     r    r       r      r
helpdesk.ticket.stage        r      r      r    r     r    r       r      r
"""

# The roles of cs_policy have no right on these, those of property_ops on the models
# above what an employee without a role has.
PROPERTY_OPS = """
# property_user, area_manager, property_manager, household_data, cashier
property.estate              r             r            crud             r    r
property.building            r             r            crud             r    r
property.unit                r             r            crud             r    r
property.defect              r             cru          cru              r    r
property.area.assignment     r             r            crud             r    r
property.tenure              r             r            crud             r    r
property.tenancy             r             r            crud             r    r
property.payer               r             r            crud             r    r
property.household           r             cru          crud             r    r
property.household.member    -             -            -                crud -
property.household.access    -             -            r                -    -
property.tenure.change       -             -            crud             -    -
property.tenure.change.line  -             -            crud             -    -
property.fee.type            r             r            crud             r    r
property.fee.rule            r             r            crud             r    r
property.fee.tier            r             r            crud             r    r
property.service.order       r             cru          crud             r    cru
property.fee.exemption       r             r            crud             r    cru
property.meter               r             cru          crud             r    r
property.meter.reading       r             cru          crud             r    cru
property.meter.replace       -             crud         crud             -    -
property.billing.run         r             r            r                r    crud
property.charge              r             r            r                r    r
property.ledger.import       -             -            crud             -    crud
property.ledger.import.line  -             -            crud             -    crud
property.ledger.import.issue -             -            crud             -    crud
property.ledger.import.memory -            -            crud             -    crud
property.dunning.policy      r             r            crud             r    r
property.receipt             -             r            r                -    r
property.receipt.line        -             r            r                -    r
property.receipt.void        -             -            crud             -    -
property.receipt.counter     -             -            r                -    -
property.desk.payment        -             -            -                -    crud
property.desk.payment.line   -             -            -                -    crud
property.cash.sheet          -             -            ru               -    ru
property.cash.sheet.line     -             -            r                -    ru
property.cash.count          -             -            r                -    crud
property.collection.snapshot -             r            r                -    r
property.collection.snapshot.line -        r            r                -    r
property.collection.statement -            r            r                -    r
property.collection.figure   -             r            r                -    r
property.collection.report   -             crud         crud             -    crud
property.late.fee            r             r            r                r    r
property.late.fee.waiver     r             cru          crud             r    cru
property.late.fee.explain    cru           cru          cru              cru  cru
property.bank.import         -             -            -                -    crud
property.bank.import.column  -             -            -                -    crud
property.bank.import.line    -             -            -                -    ru
property.bank.import.memory  -             -            -                -    crud
property.bank.layout         -             -            crud             -    r
property.bank.layout.line    -             -            crud             -    r
property.bank.collection     -             -            -                -    crud
property.bank.collection.line -            -            -                -    crud
property.fapiao              -             -            r                -    cru
property.fapiao.record       -             -            -                -    crud
property.account.statement   -             -            -                -    crud
property.dunning.level       r             r            crud             r    r
property.dunning.case        r             ru           ru               r    r
property.dunning.step        r             ru           ru               r    r
property.dunning.hold        r             cru          cru              r    r
property.payment.plan        r             crud         crud             r    r
property.payment.plan.line   r             crud         crud             r    r
property.dunning.decision    r             cru          cru              r    r
property.dunning.prove       -             cru          cru              -    -
"""

# Those of property_ops have no right on these either.
SALES_AFTERCARE_ROLES = (
    "sale_user sale_manager representative clerk archivist finance handler "
    "general_manager"
)
SALES_AFTERCARE = """
# user, manager, representative, clerk, archivist, finance, handler, general_manager
sale.home.contract            r    crud crud r    r    r    r    r
sale.home.buyer               r    crud crud r    r    r    r    r
sale.home.subscription        r    crud crud r    r    r    r    r
sale.home.supplement          r    crud crud r    r    r    r    r
sale.home.supplement.buyer    r    crud crud r    r    r    r    r
refund.request                r    crud r    r    r    r    cru  r
refund.request.pay            -    -    -    -    -    crud -    -
sale.home.instalment          r    crud crud r    r    r    r    r
sale.home.schedule            -    crud crud -    -    -    -    -
sale.home.payment             -    -    -    -    -    crud -    -
sale.home.behalf              -    -    -    -    -    crud -    -
sale.home.may                 crud crud crud crud crud crud crud crud
sale.home.may.line            crud crud crud crud crud crud crud crud
# the ledger of running contracts
sale.home.ledger.import        -    crud -    -    -    ru   -    -
sale.home.ledger.import.line   -    crud -    -    -    r    -    -
sale.home.ledger.import.issue  -    crud -    -    -    r    -    -
sale.home.ledger.import.memory -    crud -    -    -    -    -    -
# customers
sale.home.buyer.past          r    r    r    r    r    r    r    r
customer.profile              cru  crud cru  cru  cru  cru  cru  cru
customer.profile.access       -    r    -    -    -    -    -    -
# papers
document.copy                 r    r    r    r    r    r    r    r
document.custody.move         r    r    r    r    r    r    r    r
document.loss                 r    crud r    cru  cru  r    r    r
document.receipt              cru  crud cru  cru  cru  cru  cru  cru
document.receipt.line         crud crud crud crud crud crud crud crud
document.receipt.role         r    crud r    r    r    r    r    r
authentication.batch          r    r    r    ru   r    r    r    r
authentication.batch.line     r    r    r    ru   r    r    r    r
power.of.attorney             cru  crud cru  cru  cru  cru  cru  cru
mortgage.file                 ru   ru   ru   ru   ru   ru   ru   ru
mortgage.document             r    r    r    r    ru   r    r    r
mortgage.part                 crud crud crud crud crud crud crud crud
document.copy.move            crud crud crud crud crud crud crud crud
document.copy.register        crud crud crud crud crud crud crud crud
sale.home.contract.file       crud crud crud crud crud crud crud crud
authentication.batch.add      crud crud crud crud crud crud crud crud
# move-in
movein.inspection             cru  cru  cru  cru  cru  cru  cru  cru
movein.defect                 crud crud crud crud crud crud crud crud
movein.notice                 ru   ru   ru   ru   ru   ru   ru   ru
movein.slip                   cru  cru  cru  cru  cru  cru  cru  cru
sale.home.demand              ru   ru   ru   ru   ru   ru   ru   ru
sale.home.payment.check       cru  cru  cru  cru  cru  cru  cru  cru
sale.home.payment.check.line  crud crud crud crud crud crud crud crud
service.visit.summary         cru  crud cru  cru  cru  cru  cru  cru
customer.greeting             cru  crud cru  cru  cru  cru  cru  cru
customer.greeting.recipient   r    r    r    r    r    r    r    r
customer.greeting.template    r    crud r    r    r    r    r    r
construction.milestone        cru  crud cru  cru  cru  cru  cru  cru
# survey, settlement, certificates
area.survey                   crud crud crud crud crud crud crud crud
area.survey.line              crud crud crud crud crud crud crud crud
area.survey.load              crud crud crud crud crud crud crud crud
area.survey.correct           crud crud crud crud crud crud crud crud
area.settlement               r    r    r    r    r    ru   r    r
area.settlement.run           r    r    r    r    r    crud r    r
title.paper                   r    crud r    r    r    r    r    r
title.application             crud crud crud crud crud crud crud crud
title.application.line        crud crud crud crud crud crud crud crud
"""

# What reaches across: the customer centre decides on debts, area managers and those
# of the sale visit, and everybody has duties. ``office`` stands for all roles of the
# property office, ``sales`` for all roles of the sale.
ACROSS = """
property.dunning.case        manager      r
property.dunning.case        policy       r
property.dunning.step        manager      r
property.dunning.step        policy       r
property.payment.plan        manager      r
property.payment.plan        policy       r
property.payment.plan.line   manager      r
property.payment.plan.line   policy       r
property.dunning.decision    manager      r
property.dunning.decision    policy       r
movein.inspection            area_manager     cru
movein.inspection            property_manager cru
movein.defect                area_manager     crud
movein.defect                property_manager crud
movein.slip                  area_manager     ru
movein.slip                  property_manager ru
property.receipt             finance      r
property.receipt.line        finance      r
property.receipt             sale_manager r
property.receipt.line        sale_manager r
property.receipt.void        sale_manager crud
service.visit                area_manager     cru
service.visit                property_manager cru
policy.duty                  office           r
policy.duty                  sales            r
policy.duty.log              office           r
policy.duty.log              sales            r
policy.duty.report           office           cr
policy.duty.report           sales            cr
policy.duty.escalation       office           r
policy.duty.escalation       sales            r
service.visit                sales            cru
"""


def read_table(text, roles):
    """{model: {role: rights}} of a table; its columns are ``roles`` in order.

    :raises ValueError: for a row of another length or a model named twice
    """
    names = roles.split()
    table = {}
    for line in text.strip().splitlines():
        if line.startswith("#"):
            continue
        model, *rights = line.split()
        if len(rights) != len(names) or model in table:
            raise ValueError(f"row of the access matrix: {line}")
        table[model] = dict(zip(names, rights, strict=True))
    return table


def get_expected():
    """{model: {role: rights}} for every role of every addon."""
    cs_policy = CS_POLICY_ROLES.split()
    property_ops = PROPERTY_OPS_ROLES.split()
    sales = SALES_AFTERCARE_ROLES.split()
    table = read_table(CS_POLICY, CS_POLICY_ROLES)
    table.update(read_table(HARDENED, CS_POLICY_ROLES))
    for rights in table.values():
        rights.update(dict.fromkeys(property_ops + sales, rights["user"]))
    for model, rights in read_table(PROPERTY_OPS, PROPERTY_OPS_ROLES).items():
        table[model] = {**dict.fromkeys(cs_policy, "-"), **rights}
        # Everybody of the sale looks up homes and owners as the front desk does.
        table[model].update(dict.fromkeys(sales, rights["property_user"]))
    for model, rights in read_table(SALES_AFTERCARE, SALES_AFTERCARE_ROLES).items():
        table[model] = {**dict.fromkeys(cs_policy + property_ops, "-"), **rights}
    many = {"office": property_ops, "sales": sales}
    for line in ACROSS.strip().splitlines():
        model, role, rights = line.split()
        for one in many.get(role, (role,)):
            table[model][one] = rights
    return table
