from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workplans", "0003_milestone_states")]

    operations = [
        migrations.AlterField(
            model_name="templatestep",
            name="after",
            field=models.CharField(blank=True, max_length=300, verbose_name="前置"),
        )
    ]
