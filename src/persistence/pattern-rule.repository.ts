import type { DataSource } from 'typeorm';
import { RuleVersionRepository } from './rule-version.repository';

/** Regex rules that were given through the API, in the order in which they came: the first that matches decides. */
export class PatternRuleRepository extends RuleVersionRepository {
  constructor(dataSource: DataSource) {
    super(dataSource, 'pattern_rules', 'position');
  }
}
