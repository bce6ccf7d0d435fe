/** The error of training data that cannot be used: the one of sk-io, which lists the files. */
export { DataError } from 'sk-io';
