import type { DataSource } from 'typeorm';
import { RuleVersionRepository } from '../rule-version.repository';

/** Alert rules that were given through the API, by id. */
export class AlertRuleRepository extends RuleVersionRepository {
  constructor(dataSource: DataSource) {
    super(dataSource, 'alert_rules', 'id');
  }
}
