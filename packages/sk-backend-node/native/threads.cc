#include "threads.h"
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace sk {
namespace {

/** Looks that a thread takes for work, or for its end, before it sleeps or yields: 20 to 100 us. */
constexpr int looks = 2000;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/** The most parts of a job: what a ticket can count. */
constexpr int mostParts = UINT16_MAX;

/** A job's number, its parts, and the next part that nobody has taken, in one word. */
struct Ticket {
  uint32_t job;
  uint16_t parts;
  uint16_t next;

  uint64_t word() const { return uint64_t{job} << 32 | uint64_t{parts} << 16 | next; }
  static Ticket of(uint64_t word) {
    return {static_cast<uint32_t>(word >> 32), static_cast<uint16_t>(word >> 16), static_cast<uint16_t>(word)};
  }
};

class Pool {
 public:
  explicit Pool(int helpers) {
    for (int i = 0; i < helpers; i++) std::thread([this] { help(); }).detach();
  }

  void run(int parts, const std::function<void(int)>& work) {
    const std::lock_guard<std::mutex> turn(caller_);
    work_ = &work;
    ended_.store(0, std::memory_order_relaxed);
    {
      const std::lock_guard<std::mutex> lock(sleep_);
      const Ticket last = Ticket::of(ticket_.load());
      ticket_.store(Ticket{last.job + 1, static_cast<uint16_t>(parts), 0}.word());
    }
    wake_.notify_all();
    takeParts();
    for (int look = 0; ended_.load() < parts; look++) {
      if (look < looks) pause();
      else std::this_thread::yield();
    }
  }

 private:
  /** Computes parts of the present job until all are taken. */
  void takeParts() {
    uint64_t word = ticket_.load();
    for (;;) {
      const Ticket ticket = Ticket::of(word);
      if (ticket.next == ticket.parts) return;
      // The job lasts until the part that this thread takes has ended.
      if (!ticket_.compare_exchange_weak(word, word + 1)) continue;
      (*work_)(ticket.next);
      ended_.fetch_add(1);
      word = ticket_.load();
    }
  }

  void help() {
    uint32_t seen = 0;
    const auto isNew = [&] { return Ticket::of(ticket_.load()).job != seen; };
    for (;;) {
      for (int look = 0; look < looks && !isNew(); look++) pause();
      if (!isNew()) {
        std::unique_lock<std::mutex> lock(sleep_);
        wake_.wait(lock, isNew);
      }
      seen = Ticket::of(ticket_.load()).job;
      takeParts();
    }
  }

  std::mutex caller_;
  std::mutex sleep_;
  std::condition_variable wake_;
  std::atomic<uint64_t> ticket_{0};
  std::atomic<int> ended_{0};
  const std::function<void(int)>* work_ = nullptr;
};

int threadCount() {
  const char* given = std::getenv("TF_NUM_INTRAOP_THREADS");
  const int wanted = given == nullptr ? 0 : std::atoi(given);
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return std::max(1, wanted > 0 ? wanted : cores);
}

}  // namespace

void inParts(int parts, const std::function<void(int)>& work) {
  // Threads may wait in it when the process ends, so it is never destroyed.
  static Pool* const pool = threadCount() > 1 ? new Pool(threadCount() - 1) : nullptr;
  if (parts <= 1 || pool == nullptr) {
    for (int part = 0; part < parts; part++) work(part);
    return;
  }
  for (int first = 0; first < parts; first += mostParts)
    pool->run(std::min(mostParts, parts - first), [&](int part) { work(first + part); });
}

}  // namespace sk
