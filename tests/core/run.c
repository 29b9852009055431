/* run: calls every core test; prints `core: N passed, N failed`; exits 1 when anything failed or nothing
   ran. */
#include <stdlib.h>
#include "check.h"

int check_passed = 0, check_failed = 0;

void check_that(bool ok, const char *what, const char *file, int line) {
  if (ok) {
    check_passed++;
    return;
  }
  check_failed++;
  fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
}

struct chunk {
  struct chunk *next;
};
static struct chunk *chunks = NULL;

static void *take(size_t bytes, void *data) {
  (void)data;
  struct chunk *chunk = malloc(sizeof(struct chunk) + 16 + bytes);
  if (!chunk) {
    fprintf(stderr, "core tests: out of memory\n");
    exit(2);
  }
  chunk->next = chunks;
  chunks = chunk;
  return (char *)(chunk + 1);
}

struct host test_host(int threads) {
  return (struct host){.alloc = take, .poll = NULL, .report = NULL, .threads = threads, .data = NULL};
}

void test_host_free(void) {
  while (chunks) {
    struct chunk *next = chunks->next;
    free(chunks);
    chunks = next;
  }
}

static unsigned long long random_state = 1;

void random_seed(unsigned long long seed) {
  random_state = seed;
}

/* splitmix64 (Steele, Lea and Flood 2014) */
double random_uniform(void) {
  unsigned long long z = (random_state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

double random_normal(void) {
  const double u = random_uniform(), v = random_uniform();
  return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

#define TEST(stem) void test_##stem(void);
#include "tests.h"
#undef TEST

int main(void) {
#define TEST(stem) test_##stem();
#include "tests.h"
#undef TEST
  test_host_free();
  printf("core: %d passed, %d failed\n", check_passed, check_failed);
  return check_failed > 0 || check_passed == 0;
}
