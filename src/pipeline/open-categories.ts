import { z } from 'zod';
import { mustBe, text } from '../classification/field-schema';
import { YamlText } from '../classification/suggestions/yaml-text';
import { readTextFile } from '../classification/read-text-file';
import { UnusableFileError } from '../classification/unusable-file-error';
import { ATTACK_CATEGORY, DEFAULT_CATEGORIES, UNCLASSIFIED, type CategoryDefinition } from '../core/verdict';

/** More choices than a person or a model can keep apart. */
const MAX_CATEGORIES = 64;

const categoryFileSchema = z.strictObject(
  {
    categories: z
      .array(z.strictObject({ name: text(60), definition: text(500) }, { error: mustBe('a name and a definition') }), {
        error: mustBe('a list of categories'),
      })
      .min(1, 'must not be empty')
      .max(MAX_CATEGORIES, `must not be more than ${String(MAX_CATEGORIES)}`),
    only: z.boolean({ error: mustBe('true or false') }).default(false),
  },
  { error: mustBe('"categories" and perhaps "only"') },
);

/** The categories that an answer may have. */
export interface Categories {
  readonly definitions: readonly CategoryDefinition[];
  readonly names: readonly string[];
  /** The nine are not among them, unless they are named: a model that gives others is not believed. */
  readonly only: boolean;
}

/**
 * The configured categories: the nine, and those of the file, which may say anew what one of the nine is; or those of
 * the file alone.
 * @param path of the file; empty for the nine
 * @throws UnusableFileError that names everything that is wrong in the file
 */
export function openCategories(path: string): Categories {
  if (path === '') return categoriesOf(DEFAULT_CATEGORIES, false);
  const content = readTextFile(path);
  const yaml = new YamlText(content, path);
  const file = categoryFileSchema.safeParse(yaml.value);
  if (!file.success) {
    throw new UnusableFileError(
      path,
      file.error.issues.map((issue) => yaml.problemAt(issue.path, issue.message)),
    );
  }
  const { categories, only } = file.data;
  const byName = new Map((only ? [] : DEFAULT_CATEGORIES).map((category) => [category.name, category]));
  for (const category of categories) byName.set(category.name, category);
  const problems = categories.flatMap(({ name }, i) =>
    name === UNCLASSIFIED ? [yaml.problemAt(['categories', i, 'name'], 'is what logs without a category get')] : [],
  );
  if (new Set(categories.map(({ name }) => name)).size < categories.length) problems.push('a name stands there twice');
  if (!byName.has(ATTACK_CATEGORY)) problems.push(`"${ATTACK_CATEGORY}" must be among them: attacks get it`);
  if (problems.length > 0) throw new UnusableFileError(path, problems);
  return categoriesOf([...byName.values()], only);
}

function categoriesOf(definitions: readonly CategoryDefinition[], only: boolean): Categories {
  return { definitions, names: definitions.map(({ name }) => name), only };
}
