ALTER TABLE "Order Items" RENAME COLUMN "select" TO choice;
