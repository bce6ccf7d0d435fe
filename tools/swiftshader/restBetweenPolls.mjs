/**
 * Makes this process rest a millisecond between two polls of Dawn. While an answer is awaited Dawn polls for it by
 * `setImmediate`, over and over, and takes a core from the threads of SwiftShader that compute the answer.
 */
const installed = Symbol.for('selective-kernel.restBetweenPolls');

/**
 * Tells whether a callback may be a poll of Dawn: a native function. The others of that kind, such as a promise's `resolve`, ask for
 * no further call, and run as they would.
 */
const isPoll = (callback) => Function.prototype.toString.call(callback).endsWith('{ [native code] }');

if (globalThis[installed] === undefined) {
  const immediate = globalThis.setImmediate;
  let inPoll = false;
  const rest = (callback, ...values) => {
    if (values.length > 0 || !isPoll(callback)) return immediate(callback, ...values);
    const poll = () => {
      inPoll = true;
      try {
        callback();
      } finally {
        inPoll = false;
      }
    };
    // The first poll comes at once, those that it asks for rest.
    return inPoll ? setTimeout(poll, 1) : immediate(poll);
  };
  globalThis.setImmediate = Object.defineProperties(rest, Object.getOwnPropertyDescriptors(immediate));
  globalThis[installed] = true;
}
