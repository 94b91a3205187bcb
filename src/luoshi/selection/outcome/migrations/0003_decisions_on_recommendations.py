from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outcome", "0002_published_notices_stay")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="stage",
            field=models.CharField(
                choices=[("before", "公示前审定"), ("after", "公示后审定"), ("up", "推荐审定")],
                max_length=10,
                verbose_name="环节",
            ),
        ),
    ]
