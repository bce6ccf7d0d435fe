/** The version that a name comes with which no release has yet. */
import semver from 'semver';

/**
 * Returns the version of the release that new names come with: the manifest's own where the package has no record of
 * names yet, since everything in it is new then; else the next minor one.
 */
export function nextVersion({ version }, recorded) {
  return Object.keys(recorded).length === 0 ? version : semver.inc(version, 'minor');
}
