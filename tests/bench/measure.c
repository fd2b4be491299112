// SPDX-License-Identifier: Apache-2.0
// usage: measure FILE COMMAND...
// Runs COMMAND and writes "exit_code cpu_us wall_us peak_kib" to FILE. A program of its own,
// because a child's peak memory begins with that of the process that started it.
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long microseconds(struct timeval time) {
  return time.tv_sec * 1000000LL + time.tv_usec;
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

int main(int count, char** words) {
  if (count < 3) return 2;
  const long long begin = now();
  const pid_t child = fork();
  if (child == 0) {
    execvp(words[2], words + 2);
    perror(words[2]);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 1;
  const long long wall = now() - begin;
  FILE* file = fopen(words[1], "w");
  if (file == NULL) return 1;
  fprintf(file, "%d %lld %lld %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          microseconds(usage.ru_utime) + microseconds(usage.ru_stime), wall, usage.ru_maxrss);
  return fclose(file);
}
