ALTER TABLE "Order Items" RENAME COLUMN choice TO "select";
