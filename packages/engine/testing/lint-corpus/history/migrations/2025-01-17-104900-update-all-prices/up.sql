UPDATE invoice_lines SET price = round(price, 2);
