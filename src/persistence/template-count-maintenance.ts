import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { messageOf } from '../core/errors';
import { Database } from './database';
import { COMPACT_COUNTS } from './template-counts';

/** Keeps the counts of templates few: one batch of logs adds a row for each of its templates. */
@Injectable()
export class TemplateCountMaintenance {
  private readonly logger = new Logger('Templates');

  constructor(private readonly database: Database) {}

  @Cron(CronExpression.EVERY_10_MINUTES)
  async maintain(): Promise<void> {
    try {
      await this.database.dataSource.query(COMPACT_COUNTS);
    } catch (error) {
      this.logger.warn(`counts of templates are put together later: ${messageOf(error)}`);
    }
  }
}
