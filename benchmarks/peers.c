/* Both kinds of work as C would be written for them: integers in fen, levels 0 to 2, results into given arrays. */
#include <stdint.h>
#include <stdlib.h>

static inline int64_t at_most(int64_t value, int64_t limit) { return value < limit ? value : limit; }
static inline int64_t or_zero(int64_t value) { return value > 0 ? value : 0; }

static inline int64_t deductible_of(uint8_t student, int8_t level, int8_t admission) {
  int64_t first = student ? 50000 : level == 0 ? 30000 : level == 1 ? 50000 : 80000;
  return admission == 1 ? first : admission == 2 ? first / 2 : 10000;
}

/* Hundredths of a fen, and half a fen to round by; without branches, so that it runs on several stays at once. */
static inline int64_t hundredths_of(int64_t cost, int64_t deductible) {
  return or_zero(at_most(cost, 4000000) - deductible) * 75 + or_zero(at_most(cost, 10000000) - 4000000) * 80 +
         or_zero(at_most(cost, 20000000) - 10000000) * 85 + or_zero(at_most(cost, 35000000) - 20000000) * 90 + 50;
}

/* Divided as integers are. */
void stays_plainly(int64_t first, int64_t last, const uint8_t *restrict student, const int8_t *restrict level,
                   const int8_t *restrict admission, const int64_t *restrict cost, int64_t *restrict deductible,
                   int64_t *restrict fund, int64_t *restrict own) {
  for (int64_t i = first; i < last; i++) {
    deductible[i] = deductible_of(student[i], level[i], admission[i]);
    fund[i] = (int64_t)((uint64_t)hundredths_of(cost[i], deductible[i]) / 100);
    own[i] = cost[i] - fund[i];
  }
}

/* Divided as doubles, which is exact for numbers this small and is done for several stays at once. */
void stays_through_doubles(int64_t first, int64_t last, const uint8_t *restrict student, const int8_t *restrict level,
                           const int8_t *restrict admission, const int64_t *restrict cost,
                           int64_t *restrict deductible, int64_t *restrict fund, int64_t *restrict own) {
  for (int64_t i = first; i < last; i++) {
    int64_t of_stay = deductible_of(student[i], level[i], admission[i]);
    int64_t paid = (int64_t)((double)hundredths_of(cost[i], of_stay) / 100.0);
    deductible[i] = of_stay;
    fund[i] = paid;
    own[i] = cost[i] - paid;
  }
}

/* Visits are numbered in a counting sort by the day, which keeps the order of a day, and then go against what each
   member has used of each year. Gives 1 where there is no memory. */
int visits(int64_t count, int64_t members, int64_t first_day, int64_t days, int64_t new_year,
           const int64_t *restrict member, const int32_t *restrict day, const int8_t *restrict level,
           const int64_t *restrict consult, const int64_t *restrict other, const uint8_t *restrict selected,
           const uint8_t *restrict emergency, int64_t *restrict consult_paid, int64_t *restrict other_paid,
           int64_t *restrict fund, int64_t *restrict own) {
  static const int64_t consult_rate[3] = {80, 70, 60}, other_rate[3] = {75, 65, 55};
  int64_t *next = calloc((size_t)days + 1, sizeof *next);
  int64_t *used = calloc((size_t)members * 2, sizeof *used);
  int32_t *order = malloc((size_t)count * sizeof *order);
  int lacking = !next || !used || !order;
  if (!lacking) {
    for (int64_t i = 0; i < count; i++) next[day[i] - first_day + 1]++;
    for (int64_t d = 0; d < days; d++) next[d + 1] += next[d];
    for (int64_t i = 0; i < count; i++) {
      consult_paid[i] = (consult[i] * consult_rate[level[i]] + 50) / 100;
      other_paid[i] = selected[i] | emergency[i] ? (other[i] * other_rate[level[i]] + 50) / 100 : 0;
      order[next[day[i] - first_day]++] = (int32_t)i;
    }
    for (int64_t at = 0; at < count; at++) {
      int32_t i = order[at];
      int64_t *of_year = &used[member[i] * 2 + (day[i] >= new_year)];
      other_paid[i] = at_most(other_paid[i], 247131 - *of_year);
      *of_year += other_paid[i];
    }
    for (int64_t i = 0; i < count; i++) {
      fund[i] = consult_paid[i] + other_paid[i];
      own[i] = consult[i] + other[i] - fund[i];
    }
  }
  free(next);
  free(used);
  free(order);
  return lacking;
}
