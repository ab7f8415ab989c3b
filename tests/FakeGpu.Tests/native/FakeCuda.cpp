// A CUDA driver and an NVRTC for tests of CudaGpu: device memory is the host's, and what is put on a stream is done only when
// the test or a synchronisation lets the device run. Every call is written down. Types are those of the real interfaces, spelled
// in C's own.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace
{
std::recursive_mutex mutex;
std::string calls;
std::map<std::string, int> failures;             // what the next call of a function returns
std::map<std::string, long> settings = {{"devices", 1}, {"major", 9}, {"minor", 0}, {"newest", 90}, {"capturing", 0}};
std::deque<std::function<void()>> queue;         // of the device, all streams in one
std::vector<std::function<void()>> graph;        // what was captured
std::vector<void*> contexts;                     // the stack of current ones
std::set<std::string> images;
unsigned char argument[4096];
int captureMode = 0;

struct Event { bool passed = true; };
struct Program { std::string source, name, log, cubin, ptx; };

char primary;
void* const PRIMARY = &primary;

int called(const char* name, const std::string& details = "")
{
    calls += name + (details.empty() ? "" : " " + details) + "\n";
    auto failure = failures.find(name);
    if (failure == failures.end()) return 0;
    const int code = failure->second;
    failures.erase(failure);
    return code;
}

// A call that needs the context and would fail without it.
int inContext(const char* name, const std::string& details = "")
{
    const int code = called(name, details);
    return code ? code : contexts.empty() || contexts.back() != PRIMARY ? 201 : 0;
}

// One that a global capture forbids to threads that do not relax it.
int unsafe(const char* name, const std::string& details = "")
{
    const int code = inContext(name, details);
    return code ? code : settings["capturing"] && captureMode != 2 ? 900 : 0;
}

template <class... T> std::string text(T... values)
{
    std::ostringstream out;
    int index = 0;
    ((out << (index++ ? " " : "") << values), ...);
    return out.str();
}

void enqueue(std::function<void()> work)
{
    if (settings["capturing"]) graph.push_back(std::move(work));
    else queue.push_back(std::move(work));
}

void run(size_t count)
{
    while (!queue.empty() && count--)
    {
        auto work = std::move(queue.front());
        queue.pop_front();
        work();
    }
}
}

#define LOCK std::lock_guard<std::recursive_mutex> lock(mutex)

// ---- for the tests

EXPORT void fake_reset() { LOCK; run(SIZE_MAX); calls.clear(); failures.clear(); graph.clear(); settings["capturing"] = 0; contexts.clear(); }
EXPORT const char* fake_calls() { LOCK; static std::string copy; copy = calls; calls.clear(); return copy.c_str(); }
EXPORT void fake_fail(const char* call, int code) { LOCK; failures[call] = code; }
EXPORT void fake_set(const char* setting, long value) { LOCK; settings[setting] = value; }
EXPORT void fake_run(long count) { LOCK; run(count < 0 ? SIZE_MAX : size_t(count)); }
EXPORT void fake_replay() { LOCK; for (auto& work : graph) work(); }
EXPORT const void* fake_argument() { return argument; }
EXPORT long fake_contexts() { LOCK; return long(contexts.size()); }

// ---- cuda.h

EXPORT int cuInit(unsigned) { LOCK; return called("cuInit"); }
EXPORT int cuDriverGetVersion(int* version) { *version = 13000; return 0; }
EXPORT int cuGetErrorName(int code, const char** name) { *name = code == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : code == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS" : "CUDA_ERROR_OTHER"; return 0; }
EXPORT int cuGetErrorString(int code, const char** text) { *text = code == 2 ? "out of memory" : "something else"; return 0; }
EXPORT int cuDeviceGetCount(int* count) { LOCK; *count = int(settings["devices"]); return called("cuDeviceGetCount"); }
EXPORT int cuDeviceGet(int* device, int ordinal) { *device = ordinal; return 0; }
EXPORT int cuDeviceGetName(char* name, int length, int) { snprintf(name, length, "Fake GPU"); return 0; }
EXPORT int cuDeviceGetAttribute(int* value, int attribute, int)
{
    LOCK;
    *value = attribute == 75 ? int(settings["major"]) : attribute == 76 ? int(settings["minor"]) : attribute == 16 ? 4 : 0;
    return 0;
}

EXPORT int cuDevicePrimaryCtxRetain(void** context, int) { LOCK; *context = PRIMARY; return called("cuDevicePrimaryCtxRetain"); }
EXPORT int cuCtxGetCurrent(void** context) { LOCK; *context = contexts.empty() ? nullptr : contexts.back(); return 0; }
EXPORT int cuCtxPushCurrent_v2(void* context) { LOCK; contexts.push_back(context); return called("cuCtxPushCurrent"); }
EXPORT int cuCtxPopCurrent_v2(void** context) { LOCK; *context = contexts.back(); contexts.pop_back(); return 0; }

EXPORT int cuMemAlloc_v2(void** address, size_t bytes)
{
    LOCK;
    const int code = unsafe("cuMemAlloc", text(bytes));
    if (!code) memset(*address = malloc(bytes), 0xCD, bytes);
    return code;
}
EXPORT int cuMemFree_v2(void* address) { LOCK; const int code = unsafe("cuMemFree"); if (!code) { run(SIZE_MAX); free(address); } return code; }
EXPORT int cuMemHostAlloc(void** address, size_t bytes, unsigned)
{
    LOCK;
    *address = malloc(bytes);
    return unsafe("cuMemHostAlloc", text(bytes));
}
EXPORT int cuMemFreeHost(void* address) { free(address); return 0; }
EXPORT int cuMemsetD8Async(void* address, unsigned char value, size_t count, void* stream)
{
    LOCK;
    // The stream of set-up is not the one that is captured.
    queue.push_back([=] { memset(address, value, count); });
    return inContext("cuMemsetD8Async", text(count));
}
EXPORT int cuMemcpyHtoDAsync_v2(void* target, const void* source, size_t bytes, void* stream)
{
    LOCK;
    enqueue([=] { memcpy(target, source, bytes); });
    return inContext("cuMemcpyHtoDAsync", text(bytes, size_t(stream)));
}
EXPORT int cuMemcpyDtoHAsync_v2(void* target, const void* source, size_t bytes, void* stream)
{
    LOCK;
    enqueue([=] { memcpy(target, source, bytes); });
    return inContext("cuMemcpyDtoHAsync", text(bytes, size_t(stream)));
}
EXPORT int cuMemcpyDtoDAsync_v2(void* target, const void* source, size_t bytes, void* stream)
{
    LOCK;
    enqueue([=] { memcpy(target, source, bytes); });
    return inContext("cuMemcpyDtoDAsync", text(bytes, size_t(stream)));
}

EXPORT int cuStreamCreate(void** stream, unsigned) { LOCK; *stream = (void*)77; return unsafe("cuStreamCreate"); }
EXPORT int cuStreamSynchronize(void* stream) { LOCK; run(SIZE_MAX); return unsafe("cuStreamSynchronize", text(size_t(stream))); }
EXPORT int cuStreamIsCapturing(void*, int* status) { LOCK; *status = settings["capturing"] ? 1 : 0; return called("cuStreamIsCapturing"); }
EXPORT int cuThreadExchangeStreamCaptureMode(int* mode) { LOCK; std::swap(*mode, captureMode); return 0; }

EXPORT int cuEventCreate(Event** event, unsigned) { LOCK; *event = new Event; return unsafe("cuEventCreate"); }
EXPORT int cuEventDestroy_v2(Event* event) { delete event; return 0; }
EXPORT int cuEventRecord(Event* event, void*) { LOCK; event->passed = false; enqueue([=] { event->passed = true; }); return inContext("cuEventRecord"); }
EXPORT int cuEventQuery(Event* event) { LOCK; const int code = unsafe("cuEventQuery"); return code ? code : event->passed ? 0 : 600; }
EXPORT int cuEventSynchronize(Event*) { LOCK; run(SIZE_MAX); return unsafe("cuEventSynchronize"); }
EXPORT int cuEventElapsedTime(float* milliseconds, Event*, Event*) { *milliseconds = 1; return 0; }

EXPORT int cuModuleLoadDataEx(void** module, const char* image, unsigned, int*, void** values)
{
    LOCK;
    const int code = unsafe("cuModuleLoadDataEx", std::string(image, image + 5));
    if (code) { snprintf((char*)values[0], 100, "ptxas fatal: no luck\n"); return code; }
    if (memcmp(image, "cubin", 5) && memcmp(image, "ptx  ", 5)) return 200;
    *module = (void*)&*images.insert(image).first;
    return 0;
}
EXPORT int cuModuleGetFunction(void** function, void* module, const char* name)
{
    LOCK;
    const int code = inContext("cuModuleGetFunction", name);
    if (code) return code;
    // A name must be in the source that the image was made of.
    if (((std::string*)module)->find(name) == std::string::npos) return 500;
    *function = strdup(name);
    return 0;
}
EXPORT int cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                          unsigned shared, void* stream, void** arguments, void**)
{
    LOCK;
    memcpy(argument, arguments[0], sizeof argument);
    enqueue([] {});
    return inContext("cuLaunchKernel", text((char*)function, gx, gy, gz, bx, by, bz, shared, size_t(stream)));
}

// ---- nvrtc.h

static const int architectures[] = {70, 75, 80, 86, 90, 100};

static int known() { int count = 0; for (int a : architectures) count += a <= settings["newest"]; return count; }

EXPORT int nvrtcVersion(int* major, int* minor) { *major = 12; *minor = 8; return 0; }
EXPORT const char* nvrtcGetErrorString(int code) { return code == 6 ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_OTHER"; }
EXPORT int nvrtcGetNumSupportedArchs(int* count) { LOCK; *count = known(); return 0; }
EXPORT int nvrtcGetSupportedArchs(int* out) { LOCK; memcpy(out, architectures, known() * sizeof(int)); return 0; }
EXPORT int nvrtcCreateProgram(Program** program, const char* source, const char* name, int, void*, void*)
{
    LOCK;
    *program = new Program{source, name, "", "", ""};
    return called("nvrtcCreateProgram", name);
}
EXPORT int nvrtcDestroyProgram(Program** program) { LOCK; delete *program; *program = nullptr; return called("nvrtcDestroyProgram"); }
EXPORT int nvrtcCompileProgram(Program* program, int count, const char** options)
{
    LOCK;
    std::string all;
    for (int i = 0; i < count; i++) all += (i ? " " : "") + std::string(options[i]);
    const int code = called("nvrtcCompileProgram", all);
    if (code) return code;
    int line = 1;
    std::istringstream lines(program->source);
    for (std::string each; std::getline(lines, each); line++)
    {
        if (each.find("#error") == std::string::npos) continue;
        program->log = program->name + "(" + std::to_string(line) + "): error: #error directive\n\n1 error detected in the compilation of \"" + program->name + "\".\n";
        return 6;
    }
    (all.find("=sm_") != std::string::npos ? program->cubin : program->ptx) =
        (all.find("=sm_") != std::string::npos ? "cubin " : "ptx   ") + all + "\n" + program->source;
    return 0;
}
EXPORT int nvrtcGetProgramLogSize(Program* program, size_t* bytes) { *bytes = program->log.size() + 1; return 0; }
EXPORT int nvrtcGetProgramLog(Program* program, char* log) { strcpy(log, program->log.c_str()); return 0; }
EXPORT int nvrtcGetCUBINSize(Program* program, size_t* bytes) { *bytes = program->cubin.empty() ? 0 : program->cubin.size() + 1; return 0; }
EXPORT int nvrtcGetCUBIN(Program* program, char* out) { strcpy(out, program->cubin.c_str()); return 0; }
EXPORT int nvrtcGetPTXSize(Program* program, size_t* bytes) { *bytes = program->ptx.empty() ? 0 : program->ptx.size() + 1; return 0; }
EXPORT int nvrtcGetPTX(Program* program, char* out) { strcpy(out, program->ptx.c_str()); return 0; }
