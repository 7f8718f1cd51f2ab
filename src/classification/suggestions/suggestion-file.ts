import { readTextFile } from '../read-text-file';
import { UnusableFileError } from '../unusable-file-error';
import { suggestionFileSchema } from './suggestion-schema';
import { Suggestions } from './suggestions';
import { unusedCues } from './unused-cues';
import { YamlText } from './yaml-text';

/** Letters of all phrases together; the table that finds them takes some 150 bytes a letter. */
const MAX_LETTERS = 200_000;

/** Reads a file of suggestions. Throws UnusableFileError, which names everything that is wrong with its line. */
export function openSuggestions(path: string, categories: readonly string[]): Suggestions {
  const text = readTextFile(path);
  return readSuggestions(text, path, categories);
}

/** {@link openSuggestions} for the text of a file; `path` is for the error. */
export function readSuggestions(text: string, path: string, categories: readonly string[]): Suggestions {
  const yaml = new YamlText(text, path);
  const file = suggestionFileSchema(categories).safeParse(yaml.value);
  if (!file.success) {
    const problems = file.error.issues.map((issue) => yaml.problemAt(issue.path, issue.message));
    throw new UnusableFileError(path, problems);
  }
  const letters = file.data.entries.flatMap(({ cue, software }) => [...cue, ...software]).join('').length;
  if (letters > MAX_LETTERS) {
    const problem = `the phrases hold ${String(letters)} letters together, at most ${String(MAX_LETTERS)} are allowed`;
    throw new UnusableFileError(path, [problem]);
  }
  const suggestions = new Suggestions(file.data);
  const unused = unusedCues(file.data.entries, suggestions);
  if (unused.length === 0) return suggestions;
  throw new UnusableFileError(
    path,
    unused.map(({ entry, cue, text: phrase, preferred }) => {
      const winner = yaml.problemAt(['entries', preferred], 'is preferred');
      return yaml.problemAt(['entries', entry, 'cue', cue], `"${phrase}" is never used, for ${winner}`);
    }),
  );
}
