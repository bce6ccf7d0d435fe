/** Writes a file as a whole or not at all. */
export { writeFileAtomically as writeWhole } from 'sk-io/node';
