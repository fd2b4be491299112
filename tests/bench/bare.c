// SPDX-License-Identifier: Apache-2.0
// The bare minimum that the tool is measured against: libssl on epoll, one SSL_CTX, verification
// on.
//   bare sweep ROOT WINDOW <TARGETS     ADDRESS:PORT a line; handshakes, WINDOW at a time
//   bare offline ROOT <FILES            a PEM chain a line, leaf first; verified one by one
// Prints how many were good.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { most_events = 64, line_size = 4096 };

struct look {
  int fd;
  SSL* ssl;
};

static void die(const char* what) {
  fprintf(stderr, "bare: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int read_line(char* line) {
  if (fgets(line, line_size, stdin) == NULL) return 0;
  line[strcspn(line, "\n")] = '\0';
  return 1;
}

static int dial(char* target) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  char* colon = strrchr(target, ':');
  if (colon == NULL) die(target);
  *colon = '\0';
  address.sin_port = htons((unsigned short)atoi(colon + 1));
  if (inet_pton(AF_INET, target, &address.sin_addr) != 1) die(target);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket");
  if (connect(fd, (struct sockaddr*)&address, sizeof address) != 0 && errno != EINPROGRESS) {
    die("connect");
  }
  return fd;
}

static void watch(int poll, int operation, struct look* look, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = look};
  if (epoll_ctl(poll, operation, look->fd, &event) != 0) die("epoll_ctl");
}

// Starts the next target; 0 at the end of the list.
static int start(int poll, SSL_CTX* context) {
  char line[line_size];
  if (!read_line(line)) return 0;
  struct look* look = malloc(sizeof *look);
  if (look == NULL) die("malloc");
  look->fd = dial(line);
  look->ssl = SSL_new(context);
  SSL_set_fd(look->ssl, look->fd);
  SSL_set_connect_state(look->ssl);
  watch(poll, EPOLL_CTL_ADD, look, EPOLLOUT);
  return 1;
}

static void finish(struct look* look) {
  SSL_free(look->ssl);
  close(look->fd);
  free(look);
}

// Goes on with a handshake: -1 not done, 0 failed, 1 verified.
static int step(int poll, struct look* look) {
  ERR_clear_error();
  const int result = SSL_do_handshake(look->ssl);
  if (result == 1) return SSL_get_verify_result(look->ssl) == X509_V_OK;
  switch (SSL_get_error(look->ssl, result)) {
    case SSL_ERROR_WANT_READ:
      watch(poll, EPOLL_CTL_MOD, look, EPOLLIN);
      return -1;
    case SSL_ERROR_WANT_WRITE:
      watch(poll, EPOLL_CTL_MOD, look, EPOLLOUT);
      return -1;
    default:
      return 0;
  }
}

static SSL_CTX* make_context(const char* root) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  if (context == NULL || SSL_CTX_load_verify_locations(context, root, NULL) != 1) die(root);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  return context;
}

static int sweep(const char* root, int window) {
  SSL_CTX* context = make_context(root);
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  int flying = 0;
  int good = 0;
  while (flying < window && start(poll, context)) ++flying;
  while (flying > 0) {
    struct epoll_event events[most_events];
    const int count = epoll_wait(poll, events, most_events, -1);
    for (int at = 0; at < count; ++at) {
      const int result = step(poll, events[at].data.ptr);
      if (result < 0) continue;
      good += result;
      finish(events[at].data.ptr);
      --flying;
      flying += start(poll, context);
    }
  }
  SSL_CTX_free(context);
  return good;
}

// Reads a PEM chain: the leaf is the first.
static STACK_OF(X509) * read_chain(const char* path) {
  BIO* file = BIO_new_file(path, "r");
  if (file == NULL) die(path);
  STACK_OF(X509)* chain = sk_X509_new_null();
  X509* certificate = NULL;
  while ((certificate = PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL) {
    sk_X509_push(chain, certificate);
  }
  ERR_clear_error();
  BIO_free(file);
  return chain;
}

static int offline(const char* root) {
  SSL_CTX* context = make_context(root);
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  char line[line_size];
  int good = 0;
  while (read_line(line)) {
    STACK_OF(X509)* chain = read_chain(line);
    X509_STORE_CTX* verification = X509_STORE_CTX_new();
    X509_STORE_CTX_init(verification, store, sk_X509_value(chain, 0), chain);
    good += X509_verify_cert(verification) == 1;
    X509_STORE_CTX_free(verification);
    sk_X509_pop_free(chain, X509_free);
  }
  SSL_CTX_free(context);
  return good;
}

int main(int count, char** words) {
  if (count == 4 && strcmp(words[1], "sweep") == 0) {
    printf("%d\n", sweep(words[2], atoi(words[3])));
  } else if (count == 3 && strcmp(words[1], "offline") == 0) {
    printf("%d\n", offline(words[2]));
  } else {
    fprintf(stderr, "usage: bare sweep ROOT WINDOW | bare offline ROOT\n");
    return 2;
  }
  return 0;
}
