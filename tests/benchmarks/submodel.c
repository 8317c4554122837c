/* The sub-model of submodel.toml in C: what a C programmer would write for this one model.
 *
 * Same draws (Philox4x32-10 by address), same elementary functions to the bit, same order of events as the engines, so
 * that its counts and cents must equal theirs, replication by replication. Compile with -ffp-contract=off.
 *
 * Structures: events are nodes of a list a day, and a day's list is put in order by its keys when the day begins (an
 * event is always at least a day ahead, so no heap is needed); partners and deals are arrays of structures; candidates
 * are in a binary heap; customers in force are kept in identity order by a merge a month.
 *
 * Two programs from one source. WHOLE=1 does the work of the compiled engine: every row into tallies by kind and month
 * (amount, list amount, count), stocks at each close, the vendor's own business, cost lines, the twin without a
 * program, and the draws of the mechanisms that the scenario switches off (conflict, cannibalisation, early
 * cancellation, expansion). WHOLE=0 does the sub-model alone: rows counted by kind, won and list revenue in cents.
 *
 * What depends on a world alone (odds by score, logarithms of yearly chances) is worked out once a world.
 */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef WHOLE
#define WHOLE 1
#endif

typedef int64_t i64;
typedef uint64_t u64;
typedef uint32_t u32;

enum { MAX_MONTHS = 120, MAX_PHASES = 8, MAX_STAGES = 8, SCORES = 36, CHANNELS = 3, KINDS = 80 };
enum { CHANNEL_SLOTS = 5 * CHANNELS, SLOTS = KINDS + CHANNEL_SLOTS, STOCKS = 54 };

/* Rows: the numbers of sim.ledger.Kind */
enum {
    CHANNEL_NEW_ARR = 1, CHANNEL_CHURN = 2, CHANNEL_EXPANSION = 3, CHANNEL_REVENUE = 4, TEAM_OVERLOAD = 5,
    INFLUENCED_NEW_ARR = 7, INFLUENCED_REVENUE = 8,
    CONTACTED = 10, STAGE_PASSED = 11, REFUSED = 12, POSTPONED = 13, SIGNED = 14, ONBOARDING_STARTED = 15,
    ONBOARDING_ENDED = 16, PILOT_PASSED = 17, PILOT_EXTENDED = 18, PILOT_FAILED = 19, DEPARTED = 20, REMOVED = 21,
    QUEUED = 23, REJECTED = 30, QUALIFIED = 31, WON = 32, LOST = 33, LOST_TO_CONFLICT = 34,
    GO_LIVE = 40, CANCELLED = 41, RENEWED = 42, EXPANDED = 43, CHURNED = 44, REVENUE = 45,
    COST_MANAGERS = 60, COST_STAFF = 61, COST_OWNER = 62, COST_INFRASTRUCTURE = 63, COST_SUPPORT = 64,
    COST_FIXED = 65, COST_ONBOARDING = 66, COST_TEAM_TIME = 67, COST_HEADROOM = 68,
    PHASE_ENTERED = 70, MANAGER_LOAD = 72
};

/* Rows that an event of the agenda leaves, one each; an event of somebody who is gone leaves none */
static const int event_kinds[] = {STAGE_PASSED, REFUSED, POSTPONED, ONBOARDING_ENDED, PILOT_PASSED, PILOT_EXTENDED,
    PILOT_FAILED, REJECTED, QUALIFIED, WON, LOST, LOST_TO_CONFLICT, GO_LIVE, CANCELLED, RENEWED, CHURNED};

/* Draws: the numbers of sim.randomness.Stream */
enum {
    S_DIRECT_NOISE = 3, S_SCORE = 6, S_FUNNEL_PASS, S_FUNNEL_TIME, S_LATER, S_SIZE, S_ONBOARDING_TIME,
    S_COMMITTED_REPS, S_FIRST_OPPORTUNITY, S_PILOT_EXTENSION, S_DEPARTURE, S_OPPORTUNITIES, S_OPPORTUNITY_DAY,
    S_QUALIFICATION, S_CYCLE, S_CONFLICT, S_WIN, S_ACV, S_CANNIBALISED, S_EARLY_CANCEL, S_EARLY_CANCEL_DAY, S_RENEWAL,
    S_EXPANSION
};

/* Phases of the day */
enum { CUSTOMER = 2, DEAL = 3, OPPORTUNITY = 4, ONBOARDING = 5, PILOT = 6, FUNNEL = 7 };

enum { NEVER_YET = -1, OPEN_END = 1 << 30, REVENUE_SLOT = 3 };

/* What the benchmark fills in: a world. Fields as in native.py, eight bytes each. */
typedef struct {
    i64 earliest_month, partners_won, active_partners;
    i64 manager_cost, staff_cost, owner_cost, owner_start, infrastructure_cost, support_cost, fixed_cost;
    double contacts, managers, heads;
} Phase;

typedef struct { double pass, median, sigma; } Stage;

typedef struct {
    i64 starting_arr, margin_bps;
    double churn, expansion, needed[MAX_MONTHS + 1];
} Channel;

typedef struct {
    i64 months, phases, stages, name, vendor_name;
    i64 candidates, candidates_per_month, minimum_score, revisit_months, roster_partners, onboarding_cost;
    i64 pilot_days, pilot_extended_days, pilot_opportunities, idle_quarters, grace_days, no_deal_months;
    i64 pay_after_departure, ramp_months, go_live_days, early_cancel_days, margin_bps, hour_cost;
    double score_mean, score_sd, reference_score, odds_ratio, later, onboarding_median, onboarding_sigma;
    double committed_reps, first_median, first_sigma, size_sigma, rate, accounts, qualification, conflict, cannibalised;
    double win, cycle_median, cycle_sigma, acv_median, acv_sigma, early_cancel, churn, expansion, expansion_share;
    double departure_new, departure_settled, departure_settling, influence, pay_effort;
    double slots_per_manager, partners_per_manager, overload_effort, overload_departure, extension, idle_multiplier;
    double orphan_odds, noise_sigma, team_hours, spare_share, opportunity_hours, margin_cost_share;
    double activation_odds, capacity, conflict_odds, cycle_factor, departure_factor, early_cancel_odds, effort;
    double headroom_shortfall, win_odds, contacts_per_head;
    double season[MAX_MONTHS + 1], growth[MAX_MONTHS + 1];
    Phase phase[MAX_PHASES];
    Stage stage[MAX_STAGES];
    Channel channel[CHANNELS];
} World;

/* Elementary functions: sim/elementary.py, the same operations in the same order */

#include "roots.h" /* ROOTS_HIGH, ROOTS_LOW: the tables of sim/elementary.py, written by native.py */

static const double LN2_HIGH = 0x1.62e42fefa3800p-1, LN2_LOW = 0x1.ef35793c76730p-45;
static const double LN2_PART_HIGH = 0x1.62e42fefcp-1 / 128, LN2_PART_LOW = -0x1.c610ca86c3899p-37 / 128;
static const double SQRT_HALF = 0x1.6a09e667f3bcdp-1;
static const double SPLIT = 134217729.0;

typedef struct { double high, low; } Pair;

static inline double from_bits(u64 bits) { double x; memcpy(&x, &bits, 8); return x; }
static inline u64 to_bits(double x) { u64 bits; memcpy(&bits, &x, 8); return bits; }
static inline double power_of_two(i64 k) { return k > -1023 ? from_bits((u64)(k + 1023) << 52) : ldexp(1.0, (int)k); }
static inline i64 round_half_up(double x) { return (i64)floor(x + 0.5); }
static inline i64 whole_days(double days) { i64 n = round_half_up(days); return n > 1 ? n : 1; }
static inline i64 least(i64 a, i64 b) { return a < b ? a : b; }
static inline i64 most(i64 a, i64 b) { return a > b ? a : b; }

static inline Pair product(double x, double y)
{
    double scaled = SPLIT * x, x_high = scaled - (scaled - x), x_low = x - x_high;
    scaled = SPLIT * y;
    double y_high = scaled - (scaled - y), y_low = y - y_high, high = x * y;
    return (Pair){high, ((x_high * y_high - high) + x_high * y_low + x_low * y_high) + x_low * y_low};
}

/* x > 0, normal and finite: all that the model needs */
static Pair log_pair(double x)
{
    u64 bits = to_bits(x);
    i64 e = (i64)(bits >> 52) - 1022;
    double m = from_bits((bits & 0xFFFFFFFFFFFFFull) | 0x3FE0000000000000ull);
    if (m < SQRT_HALF) {
        m *= 2.0;
        e -= 1;
    }
    double numerator = m - 1.0, denominator = m + 1.0, denominator_low = m - (denominator - 1.0);
    double s = numerator / denominator;
    Pair back = product(s, denominator);
    double s_low = ((numerator - back.high) - back.low - s * denominator_low) / denominator;
    double z = s * s, zz = z * z;
    double odd = 2. / 3 + zz * (2. / 7 + zz * (2. / 11 + zz * (2. / 15 + zz * (2. / 19 + zz * (2. / 23)))));
    double even = 2. / 5 + zz * (2. / 9 + zz * (2. / 13 + zz * (2. / 17 + zz * (2. / 21 + zz * (2. / 25)))));
    double rest = s * (z * (odd + z * even));
    double whole = (double)e * LN2_HIGH, total = whole + 2.0 * s;
    double total_low = (2.0 * s - (total - whole)) + ((double)e * LN2_LOW + (2.0 * s_low + rest));
    double high = total + total_low;
    return (Pair){high, total_low - (high - total)};
}

static double exp_of_sum(double high, double low)
{
    if (!(high < 710.0))
        return high * INFINITY;
    if (high < -746.0)
        return 0.0;
    i64 k = (i64)floor(high * (128 * 0x1.71547652b82fep+0) + 0.5);
    double r = ((high - (double)k * LN2_PART_HIGH) + (low - (double)k * LN2_PART_LOW)), rr = r * r;
    double rise = r + rr * ((1. / 2 + r * (1. / 6)) + rr * (1. / 24 + r * (1. / 120)));
    i64 j = k & 127, q = k >> 7, half = q >> 1;
    double value = ROOTS_HIGH[j] + (ROOTS_LOW[j] + ROOTS_HIGH[j] * rise);
    return value * power_of_two(half) * power_of_two(q - half);
}

static inline double own_exp(double x) { return exp_of_sum(x, 0.0); }

static double power(double x, double y)
{
    if (x == 0.0 && y > 0.0)
        return 0.0;
    if (y == 0.0 && x >= 0.0)
        return 1.0;
    Pair l = log_pair(x);
    double rough = y * l.high;
    if (!(-746.0 < rough && rough < 710.0))
        return exp_of_sum(rough, 0.0);
    Pair exponent = product(y, l.high);
    return exp_of_sum(exponent.high, exponent.low + y * l.low);
}

static inline double ratio(const double *above, const double *below, double r)
{
    double rr = r * r, r4 = rr * rr;
    const double *a = above, *b = below;
    double top = ((a[7] + a[6] * r) + rr * (a[5] + a[4] * r)) + r4 * ((a[3] + a[2] * r) + rr * (a[1] + a[0] * r));
    double bottom = ((b[7] + b[6] * r) + rr * (b[5] + b[4] * r)) + r4 * ((b[3] + b[2] * r) + rr * (b[1] + b[0] * r));
    return top / bottom;
}

static double normal_quantile(double u)
{
    static const double central_a[] = {2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
        4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2,
        3.3871328727963666080};
    static const double central_b[] = {5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
        2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0};
    static const double middle_a[] = {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
        1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590,
        1.42343711074968357734};
    static const double middle_b[] = {1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
        1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1.0};
    static const double far_a[] = {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
        2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990,
        6.65790464350110377720};
    static const double far_b[] = {2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
        7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
        5.99832206555887937690e-1, 1.0};
    if (u < 0x1p-54)
        u = 0x1p-54;
    if (u > 1.0 - 0x1p-53)
        u = 1.0 - 0x1p-53;
    double q = u - 0.5;
    if (-0.425 <= q && q <= 0.425)
        return q * ratio(central_a, central_b, 0.180625 - q * q);
    double r = sqrt(-log_pair(q < 0.0 ? u : 1.0 - u).high);
    double z = r <= 5.0 ? ratio(middle_a, middle_b, r - 1.6) : ratio(far_a, far_b, r - 5.0);
    return q < 0.0 ? -z : z;
}

static double lognormal(double u, double median, double sigma) { return median * own_exp(sigma * normal_quantile(u)); }

static i64 poisson_quantile(double u, double mean)
{
    if (!(mean > 0.0))
        return 0;
    if (mean > 120.0)
        mean = 120.0;
    if (u > 1.0 - 0x1p-40)
        u = 1.0 - 0x1p-40;
    double term = own_exp(-mean), total = term;
    i64 n = 0;
    while (total <= u && n < 250) {
        n += 1;
        term = term * mean / (double)n;
        total = total + term;
    }
    return n;
}

static double multiply_odds(double probability, double multiplier)
{
    if (probability >= 1.0)
        return 1.0;
    double odds = probability * multiplier;
    return odds / (1.0 - probability + odds);
}

/* Random numbers: sim/randomness.py */

static inline double uniform(i64 key, u32 stream, i64 name, i64 place, i64 ordinal)
{
    u32 c0 = (u32)name, c1 = (u32)(name >> 32), c2 = (u32)(place >> 16) << 8 | stream;
    u32 c3 = (u32)(place & 0xFFFF) << 16 | (u32)ordinal, k0 = (u32)key, k1 = (u32)(key >> 32);
    for (int round = 0; round < 10; round++) {
        u64 p0 = (u64)0xD2511F53u * c0, p1 = (u64)0xCD9E8D57u * c2;
        c0 = (u32)(p1 >> 32) ^ c1 ^ k0;
        c2 = (u32)(p0 >> 32) ^ c3 ^ k1;
        c1 = (u32)p1;
        c3 = (u32)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (double)((u64)c0 << 21 | c1 >> 11) * 0x1p-53;
}

/* State */

typedef struct {
    double size;
    i64 place;
    int dense, score, visit, stage, signed_day, wait_start, flow_day, accounts, qualified, first_month;
    int last_qualified, last_won, last_activity, pilot_start, pilot_before;
    unsigned char waits, onboarded, has_reps, gone, extended;
} Partner;

typedef struct {
    i64 place, key, arr; /* key: the partner's dense index above month and position */
    int owner, contract_year, term_month, last_month;
    unsigned char is_first, is_customer, awaits_cancel;
} Deal;

typedef struct { i64 key; int entity, next; } Event;
typedef struct { i64 key; int entity; } Entry;
typedef struct { i64 *at; int size; } Heap;
typedef struct { int dense, visit, next; } Return;
typedef struct { i64 amount, list, count; } Sum;

typedef struct {
    const World *w;
    i64 key;
    int today, month_of_row, phase, load_bps, partners_won, raw, begun, busy, slots, active_now, active;
    double stage_odds[MAX_STAGES][SCORES], reps_odds[SCORES], win, conflict, early_cancel;
    double churn, orphan_churn, hazard_new, hazard_settled;
    Partner *partners;
    Deal *deals;
    Event *events;
    Entry *agenda;
    Return *returns;
    Heap pool;
    int n_partners, n_deals, n_events, n_returns, n_force, n_customers, n_sorted, wait_head, wait_tail;
    int *force, *customers, *merged, *waiting, *day_head;
    int return_head[MAX_MONTHS + 2];
    i64 carry, planned, staffed, selling, capped, resold;
#if WHOLE
    i64 arr[CHANNELS], influenced;
    Sum (*sums)[SLOTS]; /* by month, straight into the output */
    i64 (*stocks)[STOCKS];
#else
    i64 counts[KINDS];
#endif
    i64 list_cents, recruited, deal_room;
    int is_full;
} Run;

/* A row of today. A close writes into the month that ends, everything else into the month of its day. */
static inline void row(Run *r, int kind, i64 amount, i64 list)
{
#if WHOLE
    Sum *sum = &r->sums[r->month_of_row][kind];
    sum->amount += amount;
    sum->list += list;
    sum->count += 1;
#else
    (void)amount;
    (void)list;
    r->counts[kind] += 1;
#endif
}

/* Agenda */

static inline void schedule(Run *r, i64 day, int phase, i64 deal_key, int entity)
{
    if (day >= 30 * r->w->months)
        return;
    Event *event = &r->events[r->n_events];
    event->key = (i64)phase << 40 | deal_key;
    event->entity = entity;
    event->next = r->day_head[day];
    r->day_head[day] = r->n_events++;
}

static void put_in_order(Entry *entries, int size)
{
    int gap = 1;
    while (gap < size / 3)
        gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3)
        for (int last = gap; last < size; last++) {
            Entry entry = entries[last];
            int at = last;
            for (; at >= gap && entries[at - gap].key > entry.key; at -= gap)
                entries[at] = entries[at - gap];
            entries[at] = entry;
        }
}

static int collect(Run *r, int day)
{
    int size = 0;
    for (int event = r->day_head[day]; event >= 0; event = r->events[event].next)
        r->agenda[size++] = (Entry){r->events[event].key, r->events[event].entity};
    put_in_order(r->agenda, size);
    return size;
}

/* Candidates: best score first, then identity */

static void push(Heap *heap, i64 entry)
{
    int at = heap->size++;
    while (at > 0 && heap->at[(at - 1) / 2] > entry) {
        heap->at[at] = heap->at[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->at[at] = entry;
}

static i64 pop(Heap *heap)
{
    i64 best = heap->at[0], entry = heap->at[--heap->size];
    int at = 0;
    for (int below; (below = 2 * at + 1) < heap->size; at = below) {
        if (below + 1 < heap->size && heap->at[below + 1] < heap->at[below])
            below += 1;
        if (entry <= heap->at[below])
            break;
        heap->at[at] = heap->at[below];
    }
    heap->at[at] = entry;
    return best;
}

static void come_back(Run *r, int month, int dense, int visit)
{
    if (month > r->w->months)
        return;
    r->returns[r->n_returns] = (Return){dense, visit, r->return_head[month]};
    r->return_head[month] = r->n_returns++;
}

static i64 place_of(const World *w, int dense)
{
    if (dense < w->candidates)
        return (i64)dense << 16;
    i64 later = dense - w->candidates;
    return (later / w->candidates_per_month + 1) << 32 | (later % w->candidates_per_month) << 16;
}

static void list(Run *r, int month, int dense, int visit)
{
    const World *w = r->w;
    double u = uniform(r->key, S_SCORE, w->name, place_of(w, dense), visit);
    i64 score = least(35, most(7, round_half_up(w->score_mean + w->score_sd * normal_quantile(u))));
    if (score < w->minimum_score)
        come_back(r, month + (int)w->revisit_months, dense, visit + 1);
    else
        push(&r->pool, (35 - score) << 40 | (i64)dense << 16 | visit);
}

/* A partner's life */

static inline double draw(Run *r, const Partner *p, u32 stream, i64 ordinal)
{
    return uniform(r->key, stream, r->w->name, p->place, ordinal);
}

static void begin_stage(Run *r, int slot, int stage)
{
    Partner *p = &r->partners[slot];
    const Stage *s = &r->w->stage[stage];
    double u = uniform(r->key, S_FUNNEL_TIME, r->w->name, p->place | stage, p->visit);
    p->stage = stage;
    schedule(r, r->today + whole_days(lognormal(u, s->median, s->sigma)), FUNNEL, (i64)p->dense << 16, slot);
}

static void contact(Run *r, i64 entry)
{
    int slot = r->n_partners++, dense = (int)(entry >> 16 & 0xFFFFFF);
    Partner *p = &r->partners[slot];
    *p = (Partner){.dense = dense, .place = place_of(r->w, dense), .score = 35 - (int)(entry >> 40),
        .visit = (int)(entry & 0xFFFF), .signed_day = NEVER_YET, .flow_day = NEVER_YET, .first_month = OPEN_END,
        .last_qualified = NEVER_YET, .last_won = NEVER_YET, .last_activity = NEVER_YET};
    row(r, CONTACTED, 0, 0);
    begin_stage(r, slot, 0);
}

static void serve(Run *r)
{
    while (r->wait_head < r->wait_tail && r->busy < r->slots) {
        int slot = r->waiting[r->wait_head++];
        Partner *p = &r->partners[slot];
        if (p->gone)
            continue;
        double u = draw(r, p, S_ONBOARDING_TIME, 0);
        p->waits = 0;
        r->begun += 1;
        row(r, ONBOARDING_STARTED, 0, 0);
        schedule(r, r->today + whole_days(lognormal(u, r->w->onboarding_median, r->w->onboarding_sigma)), ONBOARDING,
            (i64)p->dense << 16, slot);
        r->busy += 1;
    }
}

static void sign(Run *r, int slot)
{
    Partner *p = &r->partners[slot];
    double sigma = r->w->size_sigma;
    p->signed_day = r->today;
    p->size = own_exp(sigma * normal_quantile(draw(r, p, S_SIZE, 0)) - 0.5 * sigma * sigma);
    p->accounts = (int)most(1, round_half_up(r->w->accounts * p->size));
    int at = r->n_force++;
    for (; at > 0 && r->partners[r->force[at - 1]].dense > p->dense; at--)
        r->force[at] = r->force[at - 1];
    r->force[at] = slot;
    row(r, SIGNED, 0, 0);
    p->waits = 1;
    p->wait_start = r->today;
    row(r, QUEUED, 0, 0);
    r->waiting[r->wait_tail++] = slot;
    serve(r);
}

static void end_stage(Run *r, int slot)
{
    Partner *p = &r->partners[slot];
    double u = uniform(r->key, S_FUNNEL_PASS, r->w->name, p->place | p->stage, p->visit);
    if (u < r->stage_odds[p->stage][p->score]) {
        row(r, STAGE_PASSED, 0, 0);
        if (p->stage + 1 < r->w->stages)
            begin_stage(r, slot, p->stage + 1);
        else
            sign(r, slot);
    } else if (draw(r, p, S_LATER, p->visit) < r->w->later) {
        row(r, POSTPONED, 0, 0);
        come_back(r, r->today / 30 + 1 + (int)r->w->revisit_months, p->dense, p->visit + 1);
    } else {
        row(r, REFUSED, 0, 0);
    }
}

static void new_deal(Run *r, int owner, i64 month, i64 k, i64 day, int is_first)
{
    const Partner *p = &r->partners[owner];
    if (r->n_deals == r->deal_room) {
        r->is_full = 1;
        return;
    }
    int number = r->n_deals++;
    Deal *d = &r->deals[number];
    *d = (Deal){.owner = owner, .place = p->place | month << 8 | k, .key = (i64)p->dense << 16 | month << 8 | k,
        .contract_year = 1, .last_month = OPEN_END, .is_first = (unsigned char)is_first};
    schedule(r, day, OPPORTUNITY, d->key, number);
}

static void end_onboarding(Run *r, int slot)
{
    Partner *p = &r->partners[slot];
    const World *w = r->w;
    if (!p->gone) {
        p->onboarded = 1;
        p->flow_day = r->today;
        p->has_reps = draw(r, p, S_COMMITTED_REPS, 0) < r->reps_odds[p->score];
        row(r, ONBOARDING_ENDED, 0, 0);
    }
    r->busy -= 1;
    serve(r);
    if (p->gone)
        return;
    if (p->has_reps) {
        i64 day = r->today + whole_days(lognormal(draw(r, p, S_FIRST_OPPORTUNITY, 0), w->first_median, w->first_sigma));
        p->first_month = (int)(day / 30 + 1);
        if (p->first_month <= w->months)
            new_deal(r, slot, p->first_month, 0, day, 1);
    }
    p->pilot_start = r->today;
    p->pilot_before = p->qualified;
    schedule(r, r->today + w->pilot_days, PILOT, (i64)p->dense << 16, slot);
}

static void judge_pilot(Run *r, int slot)
{
    Partner *p = &r->partners[slot];
    if (p->gone)
        return;
    if (p->qualified - p->pilot_before >= r->w->pilot_opportunities) {
        row(r, PILOT_PASSED, 0, 0);
    } else if (!p->extended && draw(r, p, S_PILOT_EXTENSION, 0) < r->w->extension) {
        row(r, PILOT_EXTENDED, 0, 0);
        p->extended = 1;
        schedule(r, p->pilot_start + r->w->pilot_extended_days, PILOT, (i64)p->dense << 16, slot);
    } else {
        row(r, PILOT_FAILED, 0, 0);
        p->gone = 1;
        int at = 0;
        while (r->force[at] != slot)
            at++;
        r->n_force -= 1;
        memmove(&r->force[at], &r->force[at + 1], (size_t)(r->n_force - at) * sizeof(int));
    }
}

/* A deal's life */

static inline double draw_for_deal(Run *r, const Deal *d, u32 stream, i64 ordinal)
{
    return uniform(r->key, stream, r->w->name, d->place, ordinal);
}

static void arrive(Run *r, int number)
{
    Deal *d = &r->deals[number];
    Partner *p = &r->partners[d->owner];
    if (p->gone)
        return;
    r->raw += 1;
    if (p->qualified >= p->accounts ||
        !(d->is_first || draw_for_deal(r, d, S_QUALIFICATION, 0) < r->w->qualification)) {
        row(r, REJECTED, 0, 0);
        return;
    }
    p->qualified += 1;
    p->last_qualified = p->last_activity = r->today;
    row(r, QUALIFIED, 0, 0);
    double u = draw_for_deal(r, d, S_CYCLE, 0);
    schedule(r, r->today + whole_days(lognormal(u, r->w->cycle_median * r->w->cycle_factor, r->w->cycle_sigma)), DEAL,
        d->key, number);
}

static inline i64 margin_of(const Run *r, const Deal *d, i64 listed)
{
    if (r->partners[d->owner].gone && !r->w->pay_after_departure)
        return 0;
    return (listed * r->w->margin_bps + 5000) / 10000;
}

static void close_deal(Run *r, int number)
{
    Deal *d = &r->deals[number];
    Partner *p = &r->partners[d->owner];
#if WHOLE
    if (draw_for_deal(r, d, S_CONFLICT, 0) < r->conflict) {
        row(r, LOST_TO_CONFLICT, 0, 0);
        return;
    }
#endif
    if (!(draw_for_deal(r, d, S_WIN, 0) < r->win)) {
        row(r, LOST, 0, 0);
        return;
    }
    double value = lognormal(draw_for_deal(r, d, S_ACV, 0), r->w->acv_median, r->w->acv_sigma);
    d->arr = most(1, round_half_up(value));
#if WHOLE
    if (draw_for_deal(r, d, S_CANNIBALISED, 0) < r->w->cannibalised)
        abort(); /* the sub-model has none */
#endif
    if (p->last_won < 0)
        r->partners_won += 1;
    p->last_won = r->today;
    if (!p->gone)
        p->last_activity = r->today;
    row(r, WON, d->arr - margin_of(r, d, d->arr), d->arr);
    schedule(r, r->today + r->w->go_live_days, CUSTOMER, d->key, number);
}

static void serve_customer(Run *r, int number)
{
    Deal *d = &r->deals[number];
    if (!d->is_customer) {
        d->is_customer = 1;
        d->term_month = r->today / 30 + 1;
        r->customers[r->n_customers++] = number;
        row(r, GO_LIVE, d->arr, 0);
        r->recruited += d->arr;
#if WHOLE
        if (draw_for_deal(r, d, S_EARLY_CANCEL, 0) < r->early_cancel) {
            double u = draw_for_deal(r, d, S_EARLY_CANCEL_DAY, 0);
            d->awaits_cancel = 1;
            schedule(r, r->today + 1 + (i64)(u * (double)r->w->early_cancel_days), CUSTOMER, d->key, number);
            return;
        }
#endif
        schedule(r, r->today + 360, CUSTOMER, d->key, number);
        return;
    }
    if (d->awaits_cancel) {
        d->last_month = r->today / 30 + 1;
        row(r, CANCELLED, -d->arr, 0);
        r->recruited -= d->arr;
        return;
    }
    int ordinal = d->contract_year - 1;
    double churn = r->partners[d->owner].gone ? r->orphan_churn : r->churn;
    if (draw_for_deal(r, d, S_RENEWAL, ordinal) < churn) {
        d->last_month = r->today / 30;
        row(r, CHURNED, -d->arr, 0);
        r->recruited -= d->arr;
        return;
    }
    row(r, RENEWED, d->arr, 0);
#if WHOLE
    if (draw_for_deal(r, d, S_EXPANSION, ordinal) < r->w->expansion) {
        i64 more = round_half_up((double)d->arr * r->w->expansion_share);
        if (more != 0)
            row(r, EXPANDED, more, 0);
        d->arr += more;
        r->recruited += more;
    }
#endif
    d->contract_year += 1;
    d->term_month = r->today / 30 + 1;
    schedule(r, r->today + 360, CUSTOMER, d->key, number);
}

/* Month close */

static i64 contract_month(i64 arr, i64 k) { return arr * k / 12 - arr * (k - 1) / 12; }

#if WHOLE
static void channel_row(Run *r, int kind, int channel, i64 amount, i64 list)
{
    if (amount != 0) {
        Sum *sum = &r->sums[r->month_of_row][KINDS + (kind - 1) * CHANNELS + channel];
        sum->amount += amount;
        sum->list += list;
        sum->count += 1;
    }
}

static void amount_row(Run *r, int kind, i64 amount)
{
    if (amount != 0)
        row(r, kind, amount, 0);
}

static void close_vendor(Run *r, int month, double overload, double touched_share)
{
    const World *w = r->w;
    for (int c = 0; c < CHANNELS; c++) {
        const Channel *ch = &w->channel[c];
        i64 lost = round_half_up((double)r->arr[c] * ch->churn);
        i64 gained = round_half_up((double)r->arr[c] * ch->expansion);
        double u = uniform(r->key, S_DIRECT_NOISE + (u32)c, w->vendor_name, (i64)month << 8, 0);
        double noise = own_exp(w->noise_sigma * normal_quantile(u) - 0.5 * w->noise_sigma * w->noise_sigma);
        i64 added = round_half_up(ch->needed[month] * noise);
        channel_row(r, CHANNEL_CHURN, c, -lost, 0);
        channel_row(r, CHANNEL_EXPANSION, c, gained, 0);
        channel_row(r, CHANNEL_NEW_ARR, c, added, 0);
        r->arr[c] += added + gained - lost;
        if (c == 0) {
            i64 taken = least(round_half_up((double)added * overload), r->arr[0]);
            amount_row(r, TEAM_OVERLOAD, -taken);
            r->arr[0] -= taken;
            added -= taken;
            lost = round_half_up((double)r->influenced * ch->churn);
            gained = round_half_up((double)r->influenced * ch->expansion);
            i64 touched = round_half_up((double)most(0, added) * touched_share);
            amount_row(r, INFLUENCED_NEW_ARR, touched);
            r->influenced = least(r->arr[0], r->influenced + gained - lost + touched);
            amount_row(r, INFLUENCED_REVENUE, contract_month(r->influenced, (month - 1) % 12 + 1));
        }
        i64 listed = contract_month(r->arr[c], (month - 1) % 12 + 1);
        channel_row(r, CHANNEL_REVENUE, c, listed - (listed * ch->margin_bps + 5000) / 10000, listed);
    }
}

static void pay(Run *r, int month, i64 listed)
{
    const World *w = r->w;
    if (r->phase >= 0) {
        const Phase *p = &w->phase[r->phase];
        amount_row(r, COST_MANAGERS, p->manager_cost);
        amount_row(r, COST_STAFF, p->staff_cost);
        if (month >= p->owner_start)
            amount_row(r, COST_OWNER, p->owner_cost);
        amount_row(r, COST_INFRASTRUCTURE, p->infrastructure_cost);
        amount_row(r, COST_SUPPORT, p->support_cost * r->n_force);
        amount_row(r, COST_FIXED, p->fixed_cost);
        amount_row(r, COST_ONBOARDING, w->onboarding_cost * r->begun);
    }
    amount_row(r, COST_TEAM_TIME, round_half_up(r->raw * w->opportunity_hours * (double)w->hour_cost));
    amount_row(r, COST_HEADROOM, round_half_up((double)listed * w->margin_cost_share * w->headroom_shortfall));
}
#endif

static inline double overload_of(const Run *r) { return r->load_bps > 10000 ? r->load_bps / 10000.0 : 1.0; }

static void departures(Run *r, int month)
{
    const World *w = r->w;
    int kept = 0;
    double common = w->departure_factor * power(overload_of(r), w->overload_departure);
    double highest = r->hazard_new > r->hazard_settled ? r->hazard_new : r->hazard_settled;
    for (int i = 0; i < r->n_force; i++) {
        int slot = r->force[i];
        Partner *p = &r->partners[slot];
        double age = -(double)(r->today - p->signed_day), factor = common;
        if (0 <= p->flow_day && p->flow_day <= r->today - 90 && p->last_activity < r->today - 90)
            factor = common * w->idle_multiplier;
        double u = uniform(r->key, S_DEPARTURE, w->name, p->place | (i64)month << 8, 0);
        if (u < factor * highest / 12 && u < 1.0 - own_exp(-(factor * (r->hazard_settled +
                (r->hazard_new - r->hazard_settled) * own_exp(age / (30 * w->departure_settling)))) / 12)) {
            row(r, DEPARTED, 0, 0);
            p->gone = 1;
        } else {
            r->force[kept++] = slot;
        }
    }
    r->n_force = kept;
}

static void review(Run *r)
{
    const World *w = r->w;
    int kept = 0;
    for (int i = 0; i < r->n_force; i++) {
        int slot = r->force[i];
        Partner *p = &r->partners[slot];
        i64 window = r->today - w->idle_quarters * 90;
        int is_idle = w->idle_quarters > 0 && r->today - p->signed_day >= w->grace_days && p->last_qualified < window &&
            p->signed_day < window;
        int is_barren = w->no_deal_months > 0 && most(p->signed_day, p->last_won) < r->today - w->no_deal_months * 30;
        if (p->flow_day >= 0 && (is_idle || is_barren)) {
            row(r, REMOVED, 0, 0);
            p->gone = 1;
        } else {
            r->force[kept++] = slot;
        }
    }
    r->n_force = kept;
}

static i64 recognise(Run *r, int month)
{
    int kept = 0, kept_sorted = 0;
    for (int i = 0; i < r->n_customers; i++) {
        int number = r->customers[i];
        if (month <= r->deals[number].last_month) {
            r->customers[kept++] = number;
            kept_sorted += i < r->n_sorted;
        }
    }
    int fresh = kept - kept_sorted, old = kept_sorted, at = kept - 1;
    for (int i = 0; i < fresh; i++)
        r->agenda[i] = (Entry){r->deals[r->customers[old + i]].key, r->customers[old + i]};
    put_in_order(r->agenda, fresh);
    for (; fresh > 0; at--)
        if (old > 0 && r->deals[r->customers[old - 1]].key > r->agenda[fresh - 1].key)
            r->customers[at] = r->customers[--old];
        else
            r->customers[at] = r->agenda[--fresh].entity;
    r->n_customers = r->n_sorted = kept;
    i64 all_listed = 0;
    r->resold = 0;
    for (int i = 0; i < kept; i++) {
        const Deal *d = &r->deals[r->customers[i]];
        i64 listed = contract_month(d->arr, month - d->term_month + 1);
        i64 booked = listed - margin_of(r, d, listed);
        row(r, REVENUE, booked, listed);
        r->resold += booked;
        all_listed += listed;
    }
    r->list_cents += all_listed;
    return all_listed;
}

static int count_active(const Run *r)
{
    int active = 0, oldest = (int)most(0, r->today - 90);
    for (int i = 0; i < r->n_force; i++)
        active += r->partners[r->force[i]].last_activity >= oldest;
    return active;
}

static void close_month(Run *r, int month)
{
    r->month_of_row = month - 1;
    departures(r, month);
    if (month % 3 == 0)
        review(r);
    r->active_now = count_active(r);
#if WHOLE
    const World *w = r->w;
    double hours = r->raw * w->opportunity_hours, team = w->team_hours * w->growth[month];
    double excess = hours - team * w->spare_share, lost = excess <= 0.0 ? 0.0 : excess / team;
    close_vendor(r, month, lost < 1.0 ? lost : 1.0, 1.0 - power(1.0 - w->influence, r->active_now));
    pay(r, month, recognise(r, month));
    int waiting = 0, activated = 0;
    for (int i = 0; i < r->n_force; i++) {
        waiting += r->partners[r->force[i]].waits;
        activated += r->partners[r->force[i]].last_won >= 0;
    }
    i64 stocks[STOCKS] = {r->n_force, waiting, r->active_now, activated, r->load_bps, most(0, r->phase),
        r->planned, r->staffed, r->selling, r->capped, 0, r->resold};
    memcpy(r->stocks[month - 1], stocks, sizeof stocks);
#else
    recognise(r, month);
#endif
    r->raw = r->begun = 0;
}

/* Month opening */

static void enter_phase(Run *r, int month)
{
    if (r->phase + 1 == r->w->phases)
        return;
    const Phase *next = &r->w->phase[r->phase + 1];
    if (month >= next->earliest_month && r->partners_won >= next->partners_won &&
        r->active_now >= next->active_partners) {
        r->phase += 1;
        row(r, PHASE_ENTERED, 0, 0);
    }
}

static void list_candidates(Run *r, int month)
{
    const World *w = r->w;
    i64 size = month == 1 ? w->candidates : w->candidates_per_month;
    i64 first = month == 1 ? 0 : w->candidates + (month - 2) * w->candidates_per_month;
    for (i64 i = 0; i < size; i++)
        list(r, month, (int)(first + i), 0);
    for (int i = r->return_head[month]; i >= 0; i = r->returns[i].next)
        list(r, month, r->returns[i].dense, r->returns[i].visit);
}

static void read_capacity(Run *r)
{
    const World *w = r->w;
    double managers = 0.0;
    i64 in_care = 0;
    for (int i = 0; i < r->n_force; i++)
        in_care += r->partners[r->force[i]].onboarded;
    if (r->phase >= 0) {
        managers = w->phase[r->phase].managers;
        in_care += w->roster_partners;
    }
    double holds = managers * w->partners_per_manager * w->capacity;
    if (in_care == 0)
        r->load_bps = 0;
    else if (holds * 100000 <= (double)(in_care * 10000))
        r->load_bps = 100000;
    else
        r->load_bps = (int)round_half_up((double)in_care / holds * 10000);
    if (r->phase >= 0)
        row(r, MANAGER_LOAD, in_care, 0);
    r->slots = managers <= 0.0
        ? 0 : (int)most(1, (i64)floor(managers * w->slots_per_manager * w->capacity / overload_of(r)));
    serve(r);
}

static void contact_candidates(Run *r)
{
    r->planned = round_half_up(r->w->phase[r->phase].contacts * 1.0 * r->w->capacity * 1000000);
    double most = r->w->phase[r->phase].heads * r->w->contacts_per_head;
    r->staffed = r->w->phase[r->phase].contacts * r->w->capacity <= most
        ? r->planned : round_half_up(most * 1.0 * 1000000);
    r->carry += r->staffed;
    i64 contacts = r->carry / 1000000;
    r->carry -= contacts * 1000000;
    for (i64 n = least(contacts, r->pool.size); n > 0; n--)
        contact(r, pop(&r->pool));
}

static void bring_opportunities(Run *r, int month)
{
    const World *w = r->w;
    r->selling = r->capped = 0;
    double shared = w->effort * w->season[month] * power(overload_of(r), -w->overload_effort);
    for (int i = 0; i < r->n_force; i++) {
        int slot = r->force[i];
        const Partner *p = &r->partners[slot];
        if (month <= p->first_month || p->qualified >= p->accounts)
            continue;
        int age = month - p->first_month;
        double ramp = age >= w->ramp_months ? 1.0 : (double)age / (double)w->ramp_months;
        double untouched = (double)(p->accounts - p->qualified) / (double)p->accounts;
        double rate = w->rate * p->size * ramp * w->pay_effort * shared * untouched;
        i64 place = p->place | (i64)month << 8;
        double raw = rate / w->qualification;
        i64 wanted = poisson_quantile(uniform(r->key, S_OPPORTUNITIES, w->name, place, 0), raw);
        i64 count = least(wanted, 190);
        r->selling += 1;
        r->capped += raw > 120.0 || wanted > 190;
        for (i64 k = 0; k < count; k++) {
            double u = uniform(r->key, S_OPPORTUNITY_DAY, w->name, place | k, 0);
            new_deal(r, slot, month, k, 30 * (month - 1) + (i64)(u * 30), 0);
        }
    }
}

static void open_month(Run *r, int month)
{
    r->month_of_row = month - 1;
    enter_phase(r, month);
    list_candidates(r, month);
    read_capacity(r);
    if (r->phase >= 0)
        contact_candidates(r);
    bring_opportunities(r, month);
}

static void run_future(Run *r)
{
    int months = (int)r->w->months;
    r->phase = -1;
    r->load_bps = r->partners_won = r->raw = r->begun = r->busy = r->slots = r->active_now = 0;
    r->n_partners = r->n_deals = r->n_events = r->n_returns = r->n_force = r->n_customers = r->n_sorted = 0;
    r->wait_head = r->wait_tail = r->pool.size = 0;
    r->carry = r->planned = r->staffed = r->list_cents = r->recruited = 0;
    memset(r->day_head, 0xFF, (size_t)(30 * months) * sizeof(int));
    memset(r->return_head, 0xFF, sizeof r->return_head);
    for (int month = 1; month <= months; month++) {
        r->today = 30 * (month - 1);
        open_month(r, month);
        for (int day = 30 * (month - 1); day < 30 * month; day++) {
            r->today = day;
            int size = collect(r, day);
            for (int i = 0; i < size; i++) {
                int entity = r->agenda[i].entity;
                switch (r->agenda[i].key >> 40) {
                case CUSTOMER: serve_customer(r, entity); break;
                case DEAL: close_deal(r, entity); break;
                case OPPORTUNITY: arrive(r, entity); break;
                case ONBOARDING: end_onboarding(r, entity); break;
                case PILOT: judge_pilot(r, entity); break;
                default: end_stage(r, entity);
                }
            }
        }
        r->today = 30 * month;
        close_month(r, month);
    }
}

static void prepare(Run *r)
{
    const World *w = r->w;
    for (int score = 0; score < SCORES; score++) {
        double odds = power(w->odds_ratio, score - w->reference_score);
        for (int stage = 0; stage < w->stages; stage++)
            r->stage_odds[stage][score] = multiply_odds(w->stage[stage].pass, odds);
        r->reps_odds[score] = multiply_odds(w->committed_reps, w->activation_odds * odds);
    }
    r->win = multiply_odds(w->win, w->win_odds);
    r->conflict = multiply_odds(w->conflict, w->conflict_odds);
    r->early_cancel = multiply_odds(w->early_cancel, w->early_cancel_odds);
    r->churn = multiply_odds(w->churn, 1.0);
    r->orphan_churn = multiply_odds(w->churn, w->orphan_odds);
    r->hazard_new = -log_pair(1.0 - w->departure_new).high;
    r->hazard_settled = -log_pair(1.0 - w->departure_settled).high;
}

/* How the benchmark calls it: futures of one world. Every future has a row of totals: won deals, agreements, qualified
 * opportunities, list revenue in cents, events (month closes and rows of the kinds above), rows, ARR at the end.
 * With WHOLE, sums (futures, 2, months, slots, 3) holds run and twin, stocks (futures, months, 7).
 * Returns 0, or 1 where memory or the room stated for the partners and deals of a future is short. */
int run_futures(const World *w, const i64 *keys, i64 futures, i64 partners, i64 deals, i64 *totals, i64 *sums,
    i64 *stocks)
{
    Run *r = calloc(1, sizeof *r);
    if (!r)
        return 1;
    size_t names = (size_t)(w->candidates + w->months * w->candidates_per_month), months = (size_t)w->months;
    r->w = w;
    r->deal_room = deals;
    r->partners = malloc((size_t)partners * sizeof *r->partners);
    r->deals = malloc((size_t)deals * sizeof *r->deals);
    r->events = malloc((size_t)(8 * (partners + deals)) * sizeof *r->events);
    r->agenda = malloc((size_t)(partners + deals) * sizeof *r->agenda);
    r->returns = malloc((names + 1) * (months + 1) * sizeof *r->returns);
    r->pool.at = malloc((names + 1) * sizeof *r->pool.at);
    r->force = malloc((size_t)partners * sizeof *r->force);
    r->waiting = malloc((size_t)partners * sizeof *r->waiting);
    r->customers = malloc((size_t)deals * sizeof *r->customers);
    r->day_head = malloc(30 * months * sizeof *r->day_head);
    int short_of_memory = !r->partners || !r->deals || !r->events || !r->agenda || !r->returns || !r->pool.at ||
        !r->force || !r->waiting || !r->customers || !r->day_head;
    if (!short_of_memory)
        prepare(r);
    for (i64 f = 0; f < futures && !short_of_memory; f++) {
        i64 rows = 0, of_kind[KINDS] = {0};
        r->key = keys[f];
#if WHOLE
        Sum(*both)[SLOTS] = (Sum(*)[SLOTS])(sums + f * 2 * (i64)months * SLOTS * 3);
        memset(both, 0, 2 * months * sizeof *both);
        for (int c = 0; c < CHANNELS; c++)
            r->arr[c] = w->channel[c].starting_arr;
        r->influenced = 0;
        r->sums = both;
        r->stocks = (i64(*)[STOCKS])(stocks + f * (i64)months * STOCKS);
        run_future(r);
        for (int c = 0; c < CHANNELS; c++)
            r->arr[c] = w->channel[c].starting_arr;
        r->influenced = 0;
        r->sums = both + months;
        for (int month = 1; month <= (int)months; month++) {
            r->month_of_row = month - 1;
            close_vendor(r, month, 0.0, 0.0);
        }
        for (size_t month = 0; month < months; month++)
            for (int slot = 0; slot < SLOTS; slot++) {
                rows += both[month][slot].count;
                if (slot < KINDS)
                    of_kind[slot] += both[month][slot].count;
            }
#else
        (void)sums;
        (void)stocks;
        memset(r->counts, 0, sizeof r->counts);
        run_future(r);
        for (int kind = 0; kind < KINDS; kind++) {
            of_kind[kind] = r->counts[kind];
            rows += r->counts[kind];
        }
#endif
        i64 *out = totals + 7 * f;
        out[0] = of_kind[WON];
        out[1] = of_kind[SIGNED];
        out[2] = of_kind[QUALIFIED];
        out[3] = r->list_cents;
        out[4] = w->months;
        for (size_t i = 0; i < sizeof event_kinds / sizeof *event_kinds; i++)
            out[4] += of_kind[event_kinds[i]];
        out[5] = rows;
        out[6] = r->recruited;
    }
    int failed = short_of_memory || r->is_full;
    free(r->partners); free(r->deals); free(r->events); free(r->agenda); free(r->returns); free(r->pool.at);
    free(r->force); free(r->waiting); free(r->customers); free(r->day_head); free(r);
    return failed;
}
