import { readFileSync } from 'node:fs';
import { messageOf } from '../core/errors';
import { UnusableFileError } from './unusable-file-error';

/** The text of a file that the settings name. @throws UnusableFileError when it cannot be read */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UnusableFileError(path, [`cannot be read: ${messageOf(error)}`]);
  }
}
