import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import { messageOf } from '../core/errors';
import { PartitionService } from './partition.service';

/** Days whose partitions exist before they begin, today's included. */
const DAYS_AHEAD = 3;

/** Keeps partitions ahead of time and drops those that are past their retention. */
@Injectable()
export class PartitionMaintenance implements OnModuleInit {
  private readonly logger = new Logger('Partitions');
  private readonly retentionDays: number;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    private readonly partitions: PartitionService,
  ) {
    this.retentionDays = config.database.retentionDays;
  }

  async onModuleInit(): Promise<void> {
    await this.partitions.ensure(DAYS_AHEAD);
    await this.partitions.dropOlderThan(this.retentionDays);
  }

  /** More often than daily, so that an outage at the wrong moment does not cost a day. */
  @Cron(CronExpression.EVERY_HOUR)
  async maintain(): Promise<void> {
    try {
      await this.onModuleInit();
    } catch (error) {
      this.logger.warn(`tried again within the hour: ${messageOf(error)}`);
    }
  }
}
