/** Losses of another build of the kernels differ in their last digits. */
const tolerance = 1e-3;

/**
 * Compares the state that was recorded with a result with the state of now.
 * @returns What differs, in words.
 */
export function differences(recorded, now) {
  return [
    ...(recorded.weights === now.weights ? [] : ['the initial weights']),
    ...(JSON.stringify(recorded.recipe) === JSON.stringify(now.recipe) ? [] : ['the recipe']),
    ...(areNear(recorded.losses, now.losses) ? [] : ['the first losses']),
  ];
}

const areNear = (before, now) =>
  before.length === now.length &&
  before.every((loss, i) => Math.abs(loss - now[i]) <= tolerance * Math.abs(loss));

/**
 * Returns what is wrong with a claim, a sentence each.
 * @param recorded The state beside the result. Without weights the result is of another program, and documents say which.
 * @param read Gives the text of a document.
 * @param stateNow Gives the state of now.
 */
export function faults({ documents, command, state }, recorded, read, stateNow) {
  const { figure, commit, weights } = recorded;
  const mark = weights === undefined ? `commit ${commit}` : undefined;
  const missing = documents.flatMap((document) =>
    [figure, ...(mark === undefined ? [] : [mark])]
      .filter((words) => !read(document).includes(words))
      .map((words) => `${document}: lacks '${words}', which ${state} has`),
  );
  const changed = weights === undefined ? [] : differences(recorded, stateNow());
  if (changed.length === 0) return missing;
  return [
    ...missing,
    `${documents.join(', ')}: ${changed.join(' and ')} of '${command}' have changed since it gave ${figure}: run it again, or leave figure, made and the commit that made it in ${state} and name the commit in the documents`,
  ];
}
